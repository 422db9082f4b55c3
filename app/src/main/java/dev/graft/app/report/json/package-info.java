/**
 * Records as JSON, read back: comparisons, curves, models, inspections, and what was begun.
 *
 * <p>Imports records alone; nothing here trains or needs native memory.
 */
package dev.graft.app.report.json;

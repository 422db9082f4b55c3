/**
 * Records to text: tables for a terminal, Markdown and JSON, which is read back. Imports records
 * only; nothing here trains, reads files or needs native memory. Numbers are written the same way
 * in every locale.
 */
package dev.graft.app.report;

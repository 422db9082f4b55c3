/**
 * Records as text: tables for a terminal, Markdown, the sentences of the lesson.
 *
 * <p>Imports records and {@code report.json}; nothing here trains, reads files or needs native
 * memory. Numbers are written the same way in every locale.
 */
package dev.graft.app.report.text;

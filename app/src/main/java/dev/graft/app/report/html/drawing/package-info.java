/**
 * What charts are drawn of: axes, scales, frames, SVG, and the table that says the same in words.
 *
 * <p>Imports no record; knows no chart.
 */
package dev.graft.app.report.html.drawing;

/**
 * The report: records as one HTML page with its charts, which are SVG drawn here, and as Markdown
 * with the same charts beside it. Imports records only and reads no file but its own style and
 * script; what it writes loads nothing.
 */
package dev.graft.app.report.html;

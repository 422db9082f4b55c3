/** The terminal: what it can, how it is written to, meters and colours. */
package dev.graft.app.cli.terminal;

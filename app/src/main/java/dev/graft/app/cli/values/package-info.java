/** Words of options as values, and the exceptions that end a command. */
package dev.graft.app.cli.values;

/**
 * A command that trains, from its options to what is kept: preparation, progress, resuming,
 * watching, the report beside the results.
 *
 * <p>May import the other rooms of {@code cli}, {@code report}, {@code watch} and the library;
 * knows no single command.
 */
package dev.graft.app.cli.run;

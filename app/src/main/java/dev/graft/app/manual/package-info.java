/**
 * What is told of the command line elsewhere than in {@code --help}: completions of shells and
 * manual pages.
 *
 * <p>Reads picocli's model of the commands, the same that {@code --help} is printed from, and knows
 * no command by name. May import picocli and nothing of Graft.
 */
package dev.graft.app.manual;

/**
 * Options that several commands share, as picocli reads them, and what they are checked against.
 *
 * <p>May import {@code values}, {@code terminal}, {@code results} and the library; runs nothing.
 */
package dev.graft.app.cli.options;

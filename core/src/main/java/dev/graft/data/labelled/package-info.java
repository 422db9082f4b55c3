/**
 * Labelled images of every kind: folders, tables, drawn ones; and how a source is cut and joined.
 *
 * <p>{@link EncodedSource} is what splits are carved of. May import the rooms of {@code data} below
 * it, {@code draw}, {@code files} and the CSV reader.
 */
package dev.graft.data.labelled;

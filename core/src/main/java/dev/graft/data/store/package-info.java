/**
 * Where files lie: folders, tar and zip archives, downloads, each as a {@link FileStore}.
 *
 * <p>May import {@code data.image}, {@code data.source}, Commons Compress and the JDK. Knows no
 * class and no label.
 */
package dev.graft.data.store;

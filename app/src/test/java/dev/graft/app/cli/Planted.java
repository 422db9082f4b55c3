package dev.graft.app.cli;

import dev.graft.draw.DrawnClasses;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/**
 * Drawn images in splits, in which everything is right until faults are planted: 8 classes with 50
 * images each to train and 15 each to test.
 */
final class Planted {

  static final int TRAIN = 50;
  static final int TEST = 15;

  private static final int SIDE = 96;
  private static final DrawnClasses DRAWN = DrawnClasses.demo();

  /** Those of the demo that a small backbone tells apart best. */
  static final List<String> CLASSES =
      List.of("bricks", "cells", "fish", "flower", "house", "tree", "wheel", "woven");

  private final Path root;

  private Planted(Path root) {
    this.root = root;
  }

  static Planted in(Path root) throws IOException {
    var planted = new Planted(root);
    for (String name : CLASSES) {
      for (int i = 0; i < TRAIN + TEST; i++) {
        boolean test = i >= TRAIN;
        planted.write(draw(name, i), test ? "test" : "train", name, i, "png");
      }
    }
    return planted;
  }

  Path root() {
    return root;
  }

  private static BufferedImage draw(String name, int number) {
    byte[] rgb = DRAWN.draw(DRAWN.names().indexOf(name), number, SIDE);
    var image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < SIDE * SIDE; i++) {
      int colour = 0;
      for (int c = 0; c < 3; c++) {
        colour = (colour << 8) | (rgb[3 * i + c] & 0xff);
      }
      image.setRGB(i % SIDE, i / SIDE, colour);
    }
    return image;
  }

  private String write(BufferedImage image, String split, String name, int number, String format)
      throws IOException {
    String path = "%s/%s/%03d.%s".formatted(split, name, number, format);
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    if (!ImageIO.write(image, format, file.toFile())) {
      throw new IOException("no writer for " + format);
    }
    return path;
  }

  /**
   * Puts 20 training images among the test images of their class: 8 as they are, 6 as JPEGs, 6 with
   * another number of pixels.
   *
   * @return the names, those of the exact copies first
   */
  List<String> duplicates() throws IOException {
    var names = new ArrayList<String>();
    for (int i = 0; i < 20; i++) {
      String name = CLASSES.get(i % CLASSES.size());
      BufferedImage image = draw(name, i);
      if (i < 8) {
        names.add(write(image, "test", name, 900 + i, "png"));
      } else if (i < 14) {
        names.add(write(image, "test", name, 900 + i, "jpg"));
      } else {
        names.add(write(resized(image, 60 + 20 * (i - 14)), "test", name, 900 + i, "png"));
      }
    }
    return names;
  }

  private static BufferedImage resized(BufferedImage image, int side) {
    var other = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = other.createGraphics();
    pen.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    pen.drawImage(image, 0, 0, side, side, null);
    pen.dispose();
    return other;
  }

  /** Moves 10 of the 400 training images into the folder of another class; their new names. */
  List<String> flippedLabels() throws IOException {
    var names = new ArrayList<String>();
    for (int i = 0; i < 10; i++) {
      String from = CLASSES.get(i % CLASSES.size());
      String to = CLASSES.get((i + 3 + i / CLASSES.size()) % CLASSES.size());
      int number = 30 + i;
      String name = "train/%s/%s-%03d.png".formatted(to, from, number);
      Files.move(root.resolve("train/%s/%03d.png".formatted(from, number)), root.resolve(name));
      names.add(name);
    }
    return names;
  }

  /** Adds a class with 5 training images and 5 test images. */
  void smallClass() throws IOException {
    for (int i = 0; i < 10; i++) {
      write(draw("mug", i), i < 5 ? "train" : "test", "mug", i, "png");
    }
  }
}

package dev.graft.draw;

import dev.graft.files.SplitMix64;
import java.util.ArrayList;
import java.util.List;

/**
 * Named classes of images that can be drawn without end. The same class, number, seed and size give
 * the same bytes on every platform.
 */
public final class DrawnClasses {

  private static final int FRACTALS = 40;
  private static final int OUTLINES = 40;
  private static final int GLYPHS = 32;
  private static final int ASSEMBLIES = 16;
  private static final int VARIANTS = 3;
  private static final int COLOURS = 60;

  /** What classes for pretraining are drawn from; another number makes other classes. */
  private static final long PRETRAINING = 20_261_126;

  private final List<Kind> kinds;

  private record Kind(String name, Scene.Framing framing, Motif.Family family, Colours colours) {
    Kind(String name, Scene.Framing framing, Motif.Family family) {
      this(name, framing, family, Colours.ANY);
    }
  }

  private DrawnClasses(List<Kind> kinds) {
    this.kinds = List.copyOf(kinds);
  }

  /** Ten things and surfaces that a person tells apart at a glance, in alphabetical order. */
  public static DrawnClasses demo() {
    return new DrawnClasses(
        List.of(
            new Kind("bricks", Scene.Framing.SURFACE, DemoMotifs::bricks),
            new Kind("cells", Scene.Framing.SURFACE, DemoMotifs::cells),
            new Kind("fish", Scene.Framing.OBJECT, DemoMotifs::fish),
            new Kind("flower", Scene.Framing.OBJECT, DemoMotifs::flower),
            new Kind("house", Scene.Framing.UPRIGHT, DemoMotifs::house),
            new Kind("key", Scene.Framing.OBJECT, DemoMotifs::key),
            new Kind("mug", Scene.Framing.UPRIGHT, DemoMotifs::mug),
            new Kind("tree", Scene.Framing.UPRIGHT, DemoMotifs::tree),
            new Kind("wheel", Scene.Framing.OBJECT, DemoMotifs::wheel),
            new Kind("woven", Scene.Framing.SURFACE, DemoMotifs::woven)));
  }

  /**
   * Fractals, outlines, glyphs, assemblies and textures in any colours: none of them is a demo
   * class.
   */
  public static DrawnClasses forms() {
    return new DrawnClasses(forms(new SplitMix64(PRETRAINING)));
  }

  /** The same and, as more classes, sets of colours in which any outline or texture may come. */
  public static DrawnClasses formsAndColours() {
    var dice = new SplitMix64(PRETRAINING);
    List<Kind> kinds = forms(dice);
    for (int i = 0; i < COLOURS; i++) {
      boolean surface = i % 3 == 0;
      kinds.add(
          new Kind(
              "colours-" + i,
              surface ? Scene.Framing.SURFACE : Scene.Framing.OBJECT,
              surface ? DrawnClasses::anySurface : any -> new Outline(any.split()).instance(any),
              OwnColours.of(dice)));
    }
    return new DrawnClasses(kinds);
  }

  private static Motif anySurface(SplitMix64 dice) {
    return new Surface(dice.nextInt(Surface.KINDS), dice.nextInt(VARIANTS), dice.split())
        .instance(dice);
  }

  private static List<Kind> forms(SplitMix64 dice) {
    var kinds = new ArrayList<Kind>();
    for (int i = 0; i < FRACTALS; i++) {
      kinds.add(new Kind("fractal-" + i, Scene.Framing.OBJECT, Fractal.of(dice.split())));
    }
    for (int i = 0; i < OUTLINES; i++) {
      kinds.add(new Kind("outline-" + i, Scene.Framing.OBJECT, new Outline(dice.split())));
    }
    for (int i = 0; i < GLYPHS; i++) {
      kinds.add(new Kind("glyph-" + i, Scene.Framing.OBJECT, new Glyph(dice.split())));
    }
    for (int i = 0; i < ASSEMBLIES; i++) {
      kinds.add(new Kind("assembly-" + i, Scene.Framing.OBJECT, new Assembly(dice.split())));
    }
    for (int kind = 0; kind < Surface.KINDS; kind++) {
      for (int variant = 0; variant < VARIANTS; variant++) {
        Motif.Family family = new Surface(kind, variant, dice.split());
        kinds.add(
            new Kind("surface-%d-%d".formatted(kind, variant), Scene.Framing.SURFACE, family));
      }
    }
    return kinds;
  }

  /** The classes' names; a label is an index into this list. */
  public List<String> names() {
    return kinds.stream().map(Kind::name).toList();
  }

  /**
   * An image of class {@code label}: {@code side * side * 3} bytes, row by row, red first.
   *
   * @param seed which of the endlessly many images of the class
   */
  public byte[] draw(int label, long seed, int side) {
    Kind kind = kinds.get(label);
    var dice = new SplitMix64(SplitMix64.mix(seed) + label);
    return Scene.draw(kind.family().instance(dice), kind.framing(), kind.colours(), dice, side);
  }
}

package dev.graft.draw;

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
  private static final int COLOUR_SETS = 10;

  /** What classes for pretraining are drawn from; another number makes other classes. */
  private static final long PRETRAINING = 20_261_126;

  private final List<Kind> kinds;

  private record Kind(String name, Scene.Framing framing, Motif.Family family, Colours colours) {
    Kind(String name, Scene.Framing framing, Motif.Family family) {
      this(name, framing, family, Colours.ANY);
    }

    /** The same form in colours of its own. */
    Kind in(String set, Colours own) {
      return new Kind(name + "-" + set, framing, family, own);
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
   * Fractals, outlines, glyphs, assemblies and textures: none of them is a demo class. Every other
   * form comes in any colours; the rest in two of a few sets of colours, each a class: many forms
   * share a set, so that neither form nor colour alone tells these.
   */
  public static DrawnClasses pretraining() {
    var dice = new Dice(PRETRAINING);
    var forms = new ArrayList<Kind>();
    for (int i = 0; i < FRACTALS; i++) {
      forms.add(new Kind("fractal-" + i, Scene.Framing.OBJECT, Fractal.of(dice.fork())));
    }
    for (int i = 0; i < OUTLINES; i++) {
      forms.add(new Kind("outline-" + i, Scene.Framing.OBJECT, new Outline(dice.fork())));
    }
    for (int i = 0; i < GLYPHS; i++) {
      forms.add(new Kind("glyph-" + i, Scene.Framing.OBJECT, new Glyph(dice.fork())));
    }
    for (int i = 0; i < ASSEMBLIES; i++) {
      forms.add(new Kind("assembly-" + i, Scene.Framing.OBJECT, new Assembly(dice.fork())));
    }
    for (int kind = 0; kind < Surface.KINDS; kind++) {
      for (int variant = 0; variant < VARIANTS; variant++) {
        Motif.Family family = new Surface(kind, variant, dice.fork());
        forms.add(
            new Kind("surface-%d-%d".formatted(kind, variant), Scene.Framing.SURFACE, family));
      }
    }
    return new DrawnClasses(coloured(forms, dice));
  }

  private static List<Kind> coloured(List<Kind> forms, Dice dice) {
    var sets = new ArrayList<Colours>();
    for (int i = 0; i < COLOUR_SETS; i++) {
      sets.add(OwnColours.of(dice));
    }
    var kinds = new ArrayList<Kind>();
    for (int i = 0; i < forms.size(); i++) {
      Kind form = forms.get(i);
      if (i % 2 == 0) {
        int one = dice.below(COLOUR_SETS);
        int other = (one + 1 + dice.below(COLOUR_SETS - 1)) % COLOUR_SETS;
        kinds.add(form.in("a", sets.get(one)));
        kinds.add(form.in("b", sets.get(other)));
      } else {
        kinds.add(form);
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
    var dice = new Dice(Dice.mix(seed) + label);
    return Scene.draw(kind.family().instance(dice), kind.framing(), kind.colours(), dice, side);
  }
}

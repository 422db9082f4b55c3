package dev.graft.backbone.family;

import dev.graft.backbone.Architecture;
import dev.graft.backbone.Blueprint;
import dev.graft.backbone.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * ViT (Dosovitskiy et al., 2021, arXiv 2010.11929; weights of Steiner et al., 2022, arXiv
 * 2106.10270) and DeiT-3 (Touvron et al., 2022, arXiv 2204.07118), with timm's names.
 */
public final class VisionTransformer implements Family {

  /** The sizes that the papers name. */
  enum Size {
    TINY(192, 12, 3),
    SMALL(384, 12, 6),
    MEDIUM(512, 12, 8),
    BASE(768, 12, 12),
    LARGE(1024, 24, 16);

    private final int width;
    private final int depth;
    private final int heads;

    Size(int width, int depth, int heads) {
      this.width = width;
      this.depth = depth;
      this.heads = heads;
    }

    TokenNetwork network(int side, int patch) {
      return new TokenNetwork(side, patch, width, depth, heads);
    }

    /** As names have it. */
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private record Row(Size size, int patch, int side) {}

  private static final List<Row> VIT =
      List.of(
          new Row(Size.TINY, 16, 224),
          new Row(Size.TINY, 16, 384),
          new Row(Size.SMALL, 32, 224),
          new Row(Size.SMALL, 32, 384),
          new Row(Size.SMALL, 16, 224),
          new Row(Size.SMALL, 16, 384),
          new Row(Size.SMALL, 8, 224),
          new Row(Size.BASE, 32, 224),
          new Row(Size.BASE, 32, 384),
          new Row(Size.BASE, 16, 224),
          new Row(Size.BASE, 16, 384),
          new Row(Size.BASE, 8, 224),
          new Row(Size.LARGE, 16, 224),
          new Row(Size.LARGE, 16, 384));

  private static final List<Row> DEIT3 =
      List.of(
          new Row(Size.SMALL, 16, 224),
          new Row(Size.SMALL, 16, 384),
          new Row(Size.MEDIUM, 16, 224),
          new Row(Size.BASE, 16, 224),
          new Row(Size.BASE, 16, 384),
          new Row(Size.LARGE, 16, 224));

  @Override
  public String name() {
    return "ViT";
  }

  @Override
  public List<Architecture> architectures() {
    var all = new ArrayList<Architecture>();
    VIT.forEach(row -> all.add(Architecture.of(id("vit", row), () -> vit(row))));
    DEIT3.forEach(row -> all.add(Architecture.of(id("deit3", row), () -> deit3(row))));
    return all;
  }

  private static String id(String family, Row row) {
    return "%s_%s_patch%d_%d".formatted(family, row.size().word(), row.patch(), row.side());
  }

  private static double share(Row row) {
    return row.side() == 224 ? 0.9 : 1;
  }

  private static Blueprint vit(Row row) {
    return row.size()
        .network(row.side(), row.patch())
        .build(Prepared.bicubic(row.side(), share(row), Prepared.Colours.HALF));
  }

  private static Blueprint deit3(Row row) {
    return row.size()
        .network(row.side(), row.patch())
        .placed(TokenNetwork.Placed.PATCHES)
        .scaled(TokenNetwork.Scaled.LS)
        .build(Prepared.bicubic(row.side(), share(row), Prepared.Colours.IMAGENET));
  }
}

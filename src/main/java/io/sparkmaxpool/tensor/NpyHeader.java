package io.sparkmaxpool.tensor;

import io.sparkmaxpool.tensor.MalformedNpyException.Fault;
import io.sparkmaxpool.tensor.PythonLiteral.Node;
import io.sparkmaxpool.tensor.PythonLiteral.Tuple;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The header of NumPy's {@code .npy} format (numpy/lib/format.py): magic, version, header length,
 * and a Python dict padded with blanks. Versions 1.0, 2.0 and 3.0 are read, 1.0 is written.
 *
 * <pre>{@code
 * NpyHeader.parse(NpyHeader.write(DType.INT16, Shape.of(5, 3, 32, 32)));
 * // dtype int16, little-endian, C order, shape [5, 3, 32, 32], data at byte 128
 * }</pre>
 *
 * @param dtype type of the elements; never bfloat16, which NumPy does not know
 * @param byteOrder the order of an element's bytes
 * @param order how the elements lie
 * @param shape the extents, outermost first; an extent may be 0, never negative
 * @param dataOffset the byte at which the elements begin
 */
public record NpyHeader(
    DType dtype, ByteOrder byteOrder, Order order, List<Long> shape, int dataOffset) {
  /** The most bytes a header can have that is read: what {@link #parse} needs of a longer file. */
  public static final int LONGEST = 12 + 10_000;

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int VERSION_END = MAGIC.length + 2;
  private static final int ALIGNMENT = 64;

  /** As NumPy: a longer one could make its parser take all memory. */
  private static final int LONGEST_DICT = 10_000;

  private static final Pattern DESCR = Pattern.compile("([<>|=]?)([uif][1248])");
  private static final Set<String> KEYS = Set.of("descr", "fortran_order", "shape");

  /** Which index runs fastest. */
  public enum Order {
    /** The last: row-major. */
    C,
    /** The first: column-major. */
    FORTRAN
  }

  public NpyHeader {
    shape = List.copyOf(shape);
  }

  /**
   * The bytes of the header of a C-ordered, little-endian array, padded so that the data, which
   * follows it, starts at a multiple of 64.
   *
   * @throws IllegalArgumentException for bfloat16, which {@code .npy} cannot name
   */
  public static byte[] write(DType dtype, Shape shape) {
    String descr =
        dtype
            .npyDescr()
            .orElseThrow(
                () -> new IllegalArgumentException("the .npy format has no type " + dtype));
    StringJoiner extents = new StringJoiner(", ", "(", shape.rank() == 1 ? ",)" : ")");
    for (int extent : shape.toArray()) {
      extents.add(Integer.toString(extent));
    }
    String dict =
        "{'descr': '%s', 'fortran_order': False, 'shape': %s, }".formatted(descr, extents);
    int prefix = VERSION_END + Short.BYTES;
    int size = (prefix + dict.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    byte[] header = new byte[size];
    Arrays.fill(header, (byte) ' ');
    System.arraycopy(MAGIC, 0, header, 0, MAGIC.length);
    header[MAGIC.length] = 1;
    header[MAGIC.length + 1] = 0;
    header[VERSION_END] = (byte) (size - prefix);
    header[VERSION_END + 1] = (byte) ((size - prefix) >>> 8);
    System.arraycopy(dict.getBytes(StandardCharsets.US_ASCII), 0, header, prefix, dict.length());
    header[size - 1] = '\n';
    return header;
  }

  /**
   * Reads a header.
   *
   * @param file the first {@link #LONGEST} bytes of a file, or all of one that is shorter
   * @throws MalformedNpyException if it is none that can be read, or not of a type that PyTorch
   *     pools
   */
  public static NpyHeader parse(byte[] file) throws MalformedNpyException {
    int known = Math.min(file.length, MAGIC.length);
    if (!Arrays.equals(file, 0, known, MAGIC, 0, known)) {
      throw corrupt(
          0,
          HexFormat.ofDelimiter(" ").formatHex(file, 0, known),
          "a .npy file begins with " + HexFormat.ofDelimiter(" ").formatHex(MAGIC));
    }
    require(file, VERSION_END, "magic and version go");
    int major = file[MAGIC.length] & 0xFF;
    int minor = file[MAGIC.length + 1] & 0xFF;
    if (major < 1 || major > 3 || minor != 0) {
      throw unsupported(
          MAGIC.length, "version %d.%d".formatted(major, minor), "1.0, 2.0 and 3.0 are read");
    }
    int dictStart = VERSION_END + (major == 1 ? Short.BYTES : Integer.BYTES);
    require(file, dictStart, "magic, version and length go");
    long length = 0;
    for (int i = dictStart - 1; i >= VERSION_END; i--) {
      length = length << 8 | file[i] & 0xFF;
    }
    if (length > LONGEST_DICT) {
      throw unsupported(
          VERSION_END,
          "a header of %d bytes".formatted(length),
          "at most %d are read, as by NumPy".formatted(LONGEST_DICT));
    }
    int end = dictStart + (int) length;
    require(file, end, "the header goes");
    // One character a byte, so that positions are the file's; other than ASCII are only names of
    // fields.
    String text = new String(file, dictStart, (int) length, StandardCharsets.ISO_8859_1);
    try {
      return of(PythonLiteral.parse(text), dictStart, end);
    } catch (PythonLiteral.SyntaxException e) {
      throw new MalformedNpyException(
          Fault.CORRUPT,
          "byte %d, in the header: %s".formatted(dictStart + e.position(), e.getMessage()));
    }
  }

  private static NpyHeader of(Node header, int dictStart, int end) throws MalformedNpyException {
    if (!(header.value() instanceof Map<?, ?> dict) || !dict.keySet().equals(KEYS)) {
      throw corrupt(
          dictStart + header.position(),
          header.value() instanceof Map<?, ?> dict
              ? "keys " + shown(dict.keySet().toString())
              : shown(header),
          "a header is a dict with the keys descr, fortran_order and shape");
    }
    Node descr = (Node) dict.get("descr");
    Node order = (Node) dict.get("fortran_order");
    Node extents = (Node) dict.get("shape");
    if (!(order.value() instanceof Boolean isFortran)) {
      throw corrupt(
          dictStart + order.position(), "fortran_order " + shown(order), "True or False is wanted");
    }
    List<Long> shape = shape(extents, dictStart);
    Matcher type = DESCR.matcher(descr.value() instanceof String text ? text : "");
    DType dtype = type.matches() ? dtype(type.group(2)) : null;
    if (dtype == null) {
      throw unsupported(
          dictStart + descr.position(),
          "descr " + shown(descr),
          "signed and unsigned ints of 8 bits, ints of 16, 32 and 64 and floats of 16, 32 and 64 are read");
    }
    return new NpyHeader(
        dtype,
        byteOrder(type.group(1)),
        isFortran ? Order.FORTRAN : Order.C,
        checkedSize(shape, extents, dtype, dictStart),
        end);
  }

  private static DType dtype(String code) {
    for (DType dtype : DType.values()) {
      if (dtype.npyDescr().isPresent() && dtype.npyDescr().get().endsWith(code)) {
        return dtype;
      }
    }
    return null;
  }

  private static ByteOrder byteOrder(String mark) {
    return switch (mark) {
      case "<" -> ByteOrder.LITTLE_ENDIAN;
      case ">" -> ByteOrder.BIG_ENDIAN;
      // As NumPy: without a mark it is the reader's own.
      default -> ByteOrder.nativeOrder();
    };
  }

  private static List<Long> shape(Node shape, int dictStart) throws MalformedNpyException {
    int position = dictStart + shape.position();
    if (!(shape.value() instanceof Tuple tuple)) {
      throw corrupt(position, "shape " + shown(shape), "a tuple of ints is wanted");
    }
    List<Long> extents = new ArrayList<>();
    for (Node item : tuple.items()) {
      if (!(item.value() instanceof BigInteger extent)) {
        throw corrupt(position, "shape " + shown(shape), "a tuple of ints is wanted");
      }
      if (extent.signum() < 0 || extent.bitLength() >= Long.SIZE) {
        throw corrupt(
            position, "shape " + shown(shape), "an extent is from 0 to " + Long.MAX_VALUE);
      }
      extents.add(extent.longValue());
    }
    return extents;
  }

  /** The shape, if a file can have that many bytes. */
  private static List<Long> checkedSize(List<Long> shape, Node written, DType dtype, int dictStart)
      throws MalformedNpyException {
    BigInteger bytes = BigInteger.valueOf(dtype.bytes());
    for (long extent : shape) {
      bytes = bytes.multiply(BigInteger.valueOf(extent));
    }
    if (bytes.bitLength() >= Long.SIZE) {
      throw corrupt(
          dictStart + written.position(),
          "shape " + shown(written),
          "its elements have %s bytes, and no file has more than %d"
              .formatted(bytes, Long.MAX_VALUE));
    }
    return shape;
  }

  private static String shown(Node node) {
    return shown(node.text());
  }

  /** On one line, and not for ever. */
  private static String shown(String written) {
    String text = written.replaceAll("\\s+", " ").replaceAll("[\\x00-\\x1f\\x7f-\\x9f]", "?");
    return text.length() > 80 ? text.substring(0, 80) + "..." : text;
  }

  private static void require(byte[] file, int bytes, String part) throws MalformedNpyException {
    if (file.length < bytes) {
      throw new MalformedNpyException(
          Fault.TRUNCATED,
          "the file ends at byte %d: %s to byte %d".formatted(file.length, part, bytes));
    }
  }

  private static MalformedNpyException corrupt(int position, String value, String rule) {
    return new MalformedNpyException(
        Fault.CORRUPT, "%s at byte %d: %s".formatted(value, position, rule));
  }

  private static MalformedNpyException unsupported(int position, String value, String rule) {
    return new MalformedNpyException(
        Fault.UNSUPPORTED, "%s at byte %d: %s".formatted(value, position, rule));
  }
}

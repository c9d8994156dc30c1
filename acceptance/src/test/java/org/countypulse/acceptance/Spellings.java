package org.countypulse.acceptance;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** How a text may look in other bytes. */
final class Spellings {

  private Spellings() {}

  /** Plain, in UTF-16, in hexadecimal digits, and in base64 wherever in a longer text it begins. */
  static Stream<byte[]> of(String text) {
    byte[] plain = text.getBytes(StandardCharsets.UTF_8);
    Stream<byte[]> others =
        Stream.of(HexFormat.of().formatHex(plain), HexFormat.of().withUpperCase().formatHex(plain))
            .map(digits -> digits.getBytes(StandardCharsets.US_ASCII));
    Stream<byte[]> base64 =
        IntStream.range(0, 3).mapToObj(shift -> inner(plain, shift)).map(String::getBytes);
    return Stream.of(Stream.of(plain, text.getBytes(StandardCharsets.UTF_16LE)), others, base64)
        .flatMap(all -> all);
  }

  /** The digits that don't depend on what stands before and behind. */
  private static String inner(byte[] plain, int shift) {
    byte[] shifted = new byte[shift + plain.length];
    System.arraycopy(plain, 0, shifted, shift, plain.length);
    String digits = Base64.getUrlEncoder().withoutPadding().encodeToString(shifted);
    return digits.substring(shift == 0 ? 0 : shift + 1, digits.length() - 1);
  }
}

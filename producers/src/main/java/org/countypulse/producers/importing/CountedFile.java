package org.countypulse.producers.importing;

import java.io.BufferedReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Files;
import java.nio.file.Path;

/** A text file that knows how much of it was read. A byte order mark is skipped. */
final class CountedFile {

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final Counting bytes;
  private final BufferedReader reader;

  CountedFile(Path file, Charset encoding) throws IOException {
    bytes = new Counting(Files.newInputStream(file));
    reader =
        new BufferedReader(
            new InputStreamReader(
                bytes,
                encoding
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)));
    reader.mark(1);
    if (reader.read() != BYTE_ORDER_MARK) {
      reader.reset();
    }
  }

  BufferedReader reader() {
    return reader;
  }

  long bytesRead() {
    return bytes.count;
  }

  private static final class Counting extends FilterInputStream {
    private long count;

    Counting(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int one = super.read();
      count += one < 0 ? 0 : 1;
      return one;
    }

    @Override
    public int read(byte[] buffer, int from, int length) throws IOException {
      int some = super.read(buffer, from, length);
      count += Math.max(0, some);
      return some;
    }
  }
}

package org.countypulse.platform.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.countypulse.platform.UserError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of named tokens. A server looks at it anew whenever it has changed: a token that is
 * revoked is refused by the next request. A change that can't be read is told in the log, and the
 * tokens from before stay; where the file is gone, no token is valid.
 */
public final class TokenFile {
  private static final Logger LOG = LoggerFactory.getLogger(TokenFile.class);
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          // A misspelt right must not be a right that is silently missing, or there.
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .addModule(
              new SimpleModule()
                  .addSerializer(LocalDate.class, ToStringSerializer.instance)
                  .addDeserializer(LocalDate.class, new DateReader()))
          .build();

  private record Content(
      @JsonProperty(value = "tokens", required = true) List<NamedToken> tokens) {}

  /** What tells one content of the file from another without reading it. */
  private record Stamp(FileTime modified, long bytes, Object key) {}

  private record Known(Stamp stamp, List<NamedToken> tokens) {}

  private final Path file;
  private volatile Known known;

  private TokenFile(Path file) {
    this.file = file;
  }

  /**
   * The tokens of a server.
   *
   * @throws UserError if it can't be read, or others than its owner can write to it
   */
  public static TokenFile open(Path file) {
    var tokens = new TokenFile(file);
    try {
      checkPermissions(file);
      tokens.known = new Known(stamp(file), read(file));
      return tokens;
    } catch (NoSuchFileException e) {
      throw new UserError(
          "There is no file %s (--tokens). Make a first token: ./countypulse token create --help"
              .formatted(file),
          e);
    } catch (IOException e) {
      throw new UserError("Cannot read the tokens in %s: %s".formatted(file, reason(e)), e);
    }
  }

  private static void checkPermissions(Path file) throws IOException {
    try {
      var permissions = Files.getPosixFilePermissions(file);
      if (permissions.contains(PosixFilePermission.GROUP_WRITE)
          || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
        throw new UserError(
            "Others may write to %s, and so let anybody in: chmod 600 %s".formatted(file, file));
      }
    } catch (UnsupportedOperationException e) {
      LOG.debug("No POSIX permissions here");
    }
  }

  /** The tokens of now. */
  List<NamedToken> tokens() {
    try {
      var now = stamp(file);
      if (!now.equals(known.stamp())) {
        readAgain(now);
      }
    } catch (NoSuchFileException e) {
      if (!known.tokens().isEmpty()) {
        LOG.error("The file of tokens {} is gone: no token is valid until it is back", file);
        known = new Known(null, List.of());
      }
    } catch (IOException e) {
      LOG.error("The file of tokens {} can't be looked at: {}", file, e.toString());
    }
    return known.tokens();
  }

  private synchronized void readAgain(Stamp now) {
    if (now.equals(known.stamp())) {
      return;
    }
    try {
      known = new Known(now, read(file));
      LOG.info("The tokens were read again: {} of them", known.tokens().size());
    } catch (IOException e) {
      LOG.error(
          "The changed tokens in {} can't be read, so those from before stay: {}", file, reason(e));
      known = new Known(now, known.tokens());
    }
  }

  private static Stamp stamp(Path file) throws IOException {
    var attributes = Files.readAttributes(file, BasicFileAttributes.class);
    return new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
  }

  private static List<NamedToken> read(Path file) throws IOException {
    var tokens = JSON.readValue(Files.readAllBytes(file), Content.class).tokens();
    var names = new HashSet<String>();
    for (var token : tokens) {
      if (!names.add(token.name())) {
        throw new IOException("two tokens are called " + token.name());
      }
    }
    return List.copyOf(tokens);
  }

  /** A parser's message may quote what it has read. */
  private static String reason(IOException e) {
    if (e instanceof JsonProcessingException json) {
      var at = json.getLocation();
      return "it is not the JSON that ./countypulse token writes%s."
          .formatted(at == null ? "" : " (line " + at.getLineNr() + ")");
    }
    return e.getMessage() + ".";
  }

  /**
   * The tokens of a file, for a person who keeps it; none if there is no file.
   *
   * @throws UserError if it can't be read
   */
  public static List<NamedToken> list(Path file) {
    return Files.exists(file) ? open(file).known.tokens() : List.of();
  }

  /**
   * Changes the file as a whole: who reads it sees the old tokens or the new ones. Only its owner
   * may read or write it.
   *
   * @throws UserError if it can't be read or written
   */
  public static void change(Path file, UnaryOperator<List<NamedToken>> change) {
    var path = file.toAbsolutePath();
    var lock = path.resolveSibling(path.getFileName() + ".lock");
    try (var channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var held = channel.lock()) {
      write(path, change.apply(list(path)));
    } catch (IOException e) {
      throw new UserError("Cannot write the tokens to %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static void write(Path path, List<NamedToken> tokens) throws IOException {
    var draft = Files.createTempFile(path.getParent(), ".tokens", ".new");
    try {
      Files.setPosixFilePermissions(draft, OWNER_ONLY);
    } catch (UnsupportedOperationException e) {
      LOG.debug("No POSIX permissions here");
    }
    Files.write(draft, JSON.writeValueAsBytes(new Content(tokens)));
    Files.move(draft, path, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  private static final class DateReader
      extends com.fasterxml.jackson.databind.deser.std.FromStringDeserializer<LocalDate> {
    private static final long serialVersionUID = 1L;

    DateReader() {
      super(LocalDate.class);
    }

    @Override
    protected LocalDate _deserialize(
        String text, com.fasterxml.jackson.databind.DeserializationContext context) {
      return LocalDate.parse(text);
    }
  }
}

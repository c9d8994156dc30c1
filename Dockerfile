# CountyPulse as an image: built by Maven, run on a JRE by a user without rights.
# --build-arg TREE=prebuilt takes the build that is already here (mvn -pl platform -am package).
ARG TREE=built

FROM maven:3.9-eclipse-temurin-17 AS built
WORKDIR /build
COPY . .
# The cache keeps what Maven has downloaded from one build of the image to the next.
RUN --mount=type=cache,target=/root/.m2 \
    rm -rf platform/target \
    && mvn -B -ntp -q -pl platform -am -DskipTests package \
    && mkdir -p /tree/platform/target/countypulse \
    && cp countypulse /tree \
    && cd platform/target/countypulse \
    && cp -R build.properties lib /tree/platform/target/countypulse

FROM scratch AS prebuilt
COPY countypulse /tree/
COPY platform/target/countypulse /tree/platform/target/countypulse

FROM ${TREE} AS tree

# Libraries change seldom and are large, our own jars the other way round: a layer each.
FROM eclipse-temurin:17-jre AS layers
COPY --from=tree /tree /libraries
RUN own=/own/platform/target/countypulse \
    && mkdir -p "$own/lib" \
    && mv /libraries/countypulse /own \
    && cd /libraries/platform/target/countypulse \
    && mv build.properties "$own" \
    && for module in schemas domain producers streams dashboard platform; do \
         mv "lib/$module"-[0-9]*.jar "$own/lib"; \
       done

FROM eclipse-temurin:17-jre
RUN groupadd --system --gid 10001 countypulse \
    && useradd --system --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin countypulse \
    && mkdir /state \
    && chown 10001:10001 /state
WORKDIR /opt/countypulse
COPY --from=layers /libraries ./
COPY --from=layers /own ./
USER 10001:10001
ENTRYPOINT ["./countypulse"]
CMD ["--help"]

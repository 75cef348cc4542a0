# `KAFKA_LOG_DIRS=x` is `log.dirs=x`; the storage is formatted at the first start.
set -eu
config=/tmp/server.properties
env | grep '^KAFKA_' | grep -v '^KAFKA_HEAP_OPTS=' | while IFS='=' read -r name value; do
  name=${name#KAFKA_}
  name=${name//_/.}
  printf '%s=%s\n' "${name,,}" "$value"
done >"$config"
cat >/tmp/log4j2.properties <<'END'
rootLogger.level = warn
rootLogger.appenderRef.console.ref = console
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %d{ISO8601} %p %c{1} %m%n
END
kafka() { java -Dlog4j2.configurationFile=/tmp/log4j2.properties -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp '/opt/kafka/libs/*' "$@"; }
[ -f "$KAFKA_LOG_DIRS/meta.properties" ] ||
  kafka kafka.tools.StorageTool format --ignore-formatted -t 4L6g3nShT-eMCtK--X86sw -c "$config"
# shellcheck disable=SC2086 -- several words
exec java -Dlog4j2.configurationFile=/tmp/log4j2.properties -XX:TieredStopAtLevel=1 -XX:+UseSerialGC $KAFKA_HEAP_OPTS \
  -cp '/opt/kafka/libs/*' kafka.Kafka "$config"

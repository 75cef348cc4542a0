# Ends dockerd when the tests are over, however they ended, and leaves the machine as it was before.
# $1 the tests, $2 dockerd, $3 its directory, with `iptables.before` in it
while kill -0 "$1" 2>/dev/null && kill -0 "$2" 2>/dev/null; do sleep 1; done
kill "$2" 2>/dev/null
left=60
while kill -0 "$2" 2>/dev/null && [ "$left" -gt 0 ]; do
  sleep 1
  left=$((left - 1))
done
kill -9 "$2" 2>/dev/null
for table in filter nat mangle raw; do
  iptables -t "$table" -F 2>/dev/null && iptables -t "$table" -X
done
iptables -P FORWARD ACCEPT
iptables-restore <"$3/iptables.before"
ip link delete docker0 2>/dev/null
rm -rf "$3"

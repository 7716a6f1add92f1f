/*
 * Copyright 2026 The AMI Smoke Test Authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

/** Dual stack where the kernel has IPv6: the address that is asked may be of either kind. Hangs up at once, and goes on. */
const PYTHON = `import socket, sys
port = int(sys.argv[1])
try:
  s = socket.socket(socket.AF_INET6)
  s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
  s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
  s.bind(("::", port))
except Exception:
  s = socket.socket()
  s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
  s.bind(("", port))
s.listen(16)
while True:
  s.accept()[0].close()`;

const PERL = `use IO::Socket::INET;
my %how = (LocalPort => $ARGV[0], Listen => 16, ReuseAddr => 1);
my $s = eval { require IO::Socket::IP; IO::Socket::IP->new(LocalHost => "::", V6Only => 0, %how) }
  || IO::Socket::INET->new(%how) || exit 1;
while (1) { my $c = $s->accept; close $c if $c }`;

/**
 * Shell commands with which a Linux listens at ports, with the first means of the usual ones that it has and that works; where
 * something else of the image listens already, that is as good. They return at once. What of the image's own stands in the way, its
 * firewall, is asked to let the ports in: it is the way to the instance that is to be proven.
 */
export function listenOnLinux(ports: number[]): string {
  return `# Listens at the ports that a verification of a profile asks.
has() { command -v "$1" >/dev/null 2>&1; }
applet() { has busybox && busybox --list 2>/dev/null | grep -qx "$1"; }
let_in() {
  if has firewall-cmd; then firewall-cmd --add-port="$1/tcp"; fi
  if has ufw; then ufw allow "$1/tcp"; fi
}
by_python() { for p in python3 python /usr/libexec/platform-python; do has "$p" && "$p" -c '${PYTHON}' "$1"; done; }
by_perl() { has perl && perl -e '${PERL}' "$1"; }
by_systemd() { has systemd-socket-activate && systemd-socket-activate --accept -l "$1" true; }
by_socat() { has socat && socat "TCP-LISTEN:$1,reuseaddr,fork" EXEC:true; }
by_httpd() { applet httpd && mkdir -p /tmp/ami-smoke-test && busybox httpd -f -p "$1" -h /tmp/ami-smoke-test; }
by_nc() { if applet nc; then busybox nc -l -p "$1"; elif has nc; then nc -l "$1" || nc -l -p "$1"; fi; }
keep_listening() {
  let_in "$1"
  # Each returns only when it could not listen, or does so for one connection.
  while :; do
    for means in python perl systemd socat httpd nc; do "by_$means" "$1"; done
    sleep 1
  done
}
for port in ${ports.join(
    ' ',
  )}; do keep_listening "$port" </dev/null >/dev/null 2>&1 & done`;
}

/** PowerShell that listens at ports, and never returns; the firewall of Windows lets nothing in by default. */
export function listenOnWindows(ports: number[]): string {
  const list = ports.join(',');
  return `
netsh.exe advfirewall firewall add rule name="ami-smoke-test" dir=in action=allow protocol=TCP localport=${list}
$listeners = foreach ($port in ${list}) {
  try { $one = [Net.Sockets.TcpListener]::Create($port); $one.Start(); $one } catch { Write-Output "\${port}: $_" }
}
$listeners = @($listeners | Where-Object { $_ -is [Net.Sockets.TcpListener] })
while ($true) {
  foreach ($one in $listeners) { while ($one.Pending()) { $one.AcceptTcpClient().Close() } }
  Start-Sleep -Milliseconds 50
}
`;
}

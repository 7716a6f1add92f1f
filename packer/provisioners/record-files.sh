#!/bin/sh
#
# Copyright 2026 The AMI Smoke Test Authors
#
# Licensed under the Apache License, Version 2.0 (the "License");
# you may not use this file except in compliance with the License.
# You may obtain a copy of the License at
#
#     http://www.apache.org/licenses/LICENSE-2.0
#
# Unless required by applicable law or agreed to in writing, software
# distributed under the License is distributed on an "AS IS" BASIS,
# WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
# See the License for the specific language governing permissions and
# limitations under the License.

# Records the SHA-256 of every file of the image, so that its smoke test can name the files that cannot be read, have changed or
# are gone (the check `integrity`). Runs as root, as the last provisioner: what comes after it counts as changed.
#
#   AMI_SMOKE_TEST_EXCLUDE   further files and folders to leave out: patterns of find's -path, with blanks between them
#   AMI_SMOKE_TEST_ROOTS     the folders to record; default: / and the usual ones that are file systems of their own
#   AMI_SMOKE_TEST_RECORD    where the record goes; the smoke test looks for the default: /var/lib/ami-smoke-test/files.sha256
#
# The record is a line that tells its version, how many files it has, and the hash of what follows, which is a line for each file
# as sha256sum writes it. It is compressed (.gz) where there is gzip. Names with control characters are left out.

# -f: patterns are find's, not the shell's.
set -euf
export LC_ALL=C

record=${AMI_SMOKE_TEST_RECORD:-/var/lib/ami-smoke-test/files.sha256}

# What is not the image's, or is written while it boots: by the kernel, by cloud-init, by the first log-in.
exclude="
  /dev /proc /sys /run /tmp /var/run /var/tmp /var/cache /var/log /var/mail /var/spool /lost+found /swapfile /swap.img
  $(dirname "$record")
  /boot/grub/grubenv /boot/grub2/grubenv /boot/efi/EFI/*/grubenv
  /etc/.pwd.lock /etc/.updated /etc/adjtime /etc/fstab /etc/group /etc/group- /etc/gshadow /etc/gshadow- /etc/hostname /etc/hosts
  /etc/machine-id /etc/machine-info /etc/mtab /etc/passwd /etc/passwd- /etc/resolv.conf* /etc/shadow /etc/shadow-
  /etc/subgid /etc/subgid- /etc/subuid /etc/subuid- /etc/localtime /etc/timezone
  /etc/apt/sources.list /etc/apt/sources.list.d /etc/yum.repos.d /etc/lvm/archive /etc/lvm/backup /etc/lvm/cache
  /etc/netplan /etc/network /etc/NetworkManager/system-connections /etc/sysconfig/network /etc/sysconfig/network-scripts
  /etc/ssh/ssh_host_* /etc/dropbear /etc/ssh/sshd_config.d/*cloud* /etc/sudoers.d/90-cloud-init-users
  /etc/systemd/network /etc/udev/rules.d/70-persistent-net.rules
  */.ssh */.cache */.bash_history */.ash_history */.viminfo */.wget-hsts */__pycache__ *.journal *.log *.pid
  /var/lib/AccountsService /var/lib/NetworkManager /var/lib/PackageKit /var/lib/amazon /var/lib/apt /var/lib/chrony /var/lib/cloud
  /var/lib/containerd /var/lib/dbus /var/lib/dhcp* /var/lib/docker /var/lib/fwupd /var/lib/landscape /var/lib/logrotate*
  /var/lib/misc /var/lib/ntp /var/lib/plymouth /var/lib/private /var/lib/rpm/__db* /var/lib/rpm/.*lock /var/lib/rsyslog
  /var/lib/selinux /var/lib/snapd /var/lib/sss /var/lib/systemd /var/lib/ubuntu-* /var/lib/ucf /var/lib/udisks2
  /var/lib/update-* /var/lib/wicked
  ${AMI_SMOKE_TEST_EXCLUDE:-}"

fail() {
  echo "record-files.sh: $1" >&2
  exit 1
}
has() { command -v "$1" > /dev/null 2>&1; }

file_systems() {
  echo /
  for folder in /boot /boot/efi /home /opt /srv /usr /var; do
    if [ "$(df -P "$folder" 2> /dev/null | awk 'END { print $6 }')" = "$folder" ]; then echo "$folder"; fi
  done
}

# A line for each file, as the tool writes it.
hash_files() {
  set --
  for pattern in $exclude; do set -- "$@" -path "$pattern" -o; done
  find $roots -xdev '(' "$@" -name '*[[:cntrl:]]*' ')' -prune -o -type f -print0 > "$work/names" &&
    xargs -0 -r $hash < "$work/names" > "$work/hashed"
}

[ "$(id -u)" = 0 ] || [ -n "${AMI_SMOKE_TEST_ROOTS:-}" ] ||
  fail "needs root to read every file: set execute_command = \"sudo env {{ .Vars }} sh '{{ .Path }}'\" in the provisioner"
if has sha256sum; then
  hash='sha256sum'
elif has shasum; then
  hash='shasum -a 256'
elif has openssl; then
  hash='openssl dgst -sha256 -r'
else
  fail 'finds no sha256sum, shasum or openssl: install one of them'
fi
roots=${AMI_SMOKE_TEST_ROOTS:-$(file_systems)}

umask 077
mkdir -p "$(dirname "$record")"
work=$(mktemp -d "$record.XXXXXX")
trap 'rm -rf "$work"' EXIT

# Twice, as a file may go away between its listing and its reading.
hash_files || hash_files || fail 'cannot read the files named above: do not make an image of this disk'

# Tools that escape a name's backslashes say so with one at the beginning of the line.
awk '
  function unescaped(text, out, at) {
    while ((at = index(text, "\\\\")) > 0) { out = out substr(text, 1, at); text = substr(text, at + 2) }
    return out text
  }
  { line = substr($0, 1, 1) == "\\" ? unescaped(substr($0, 2)) : $0 }
  { print substr(line, 1, 64) "  " substr(line, 67) }
' "$work/hashed" > "$work/lines"

count=$(awk 'END { print NR }' "$work/lines")
[ "$count" -gt 0 ] || fail "finds no file in $(echo $roots)"
own=$($hash < "$work/lines" | cut -c 1-64)
{ echo "# ami-smoke-test files 1 $count $own"; cat "$work/lines"; } > "$work/record"
rm -f "$record" "$record.gz"
if has gzip; then
  gzip -c "$work/record" > "$record.gz"
else
  cp "$work/record" "$record"
fi
sync
echo "Recorded the hashes of $count files"

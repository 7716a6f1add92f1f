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

# What systemd would print while booting, on the screen (in colour) and on the serial port (plain, so that it can be searched).
# Each takes a unit: its name, or "name - description".

said() {
  printf '%s%s\n' "$1" "$3" > /dev/ttyS0
  printf '%b%s\n' "$2" "$3" > /dev/tty0
}
ok() { said '[  OK  ] ' '[\033[32m  OK  \033[m] ' "$1"; }

starting() { said '         ' '         ' "Starting $1..."; }
started() { ok "Started $1."; }
finished() { ok "Finished $1."; }
reached() { ok "Reached target $1."; }
failed() {
  said '[FAILED] ' '[\033[31mFAILED\033[m] ' "Failed to start $1."
  note "See 'systemctl status ${1%% - *}' for details."
}

# Any other line.
note() { said '' '' "$1"; }

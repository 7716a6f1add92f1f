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

# A new release brings a migration of the data, which runs before the service listens. Slow, but not broken.

set -eu

cat > /usr/lib/acme/migrate << 'E'
#!/bin/sh
for part in 1 2 3 4; do
  echo "migrating data, part $part of 4"
  sleep 5
done
echo 'data is migrated'
E
chmod 755 /usr/lib/acme/migrate
sync

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
# are gone (the check `integrity`). Runs as administrator, as the last provisioner before Sysprep (EC2Launch).
#
#   AMI_SMOKE_TEST_EXCLUDE   further files and folders to leave out: wildcards of -like, with ; between them
#   AMI_SMOKE_TEST_ROOTS     the folders to record, with ; between them; default: the programs and the drivers, as Windows itself
#                            changes much of the rest at its first start
#   AMI_SMOKE_TEST_RECORD    where the record goes; the smoke test looks for the default: C:\ProgramData\ami-smoke-test\files.sha256
#
# The record is a line that tells its version, how many files it has, and the hash of what follows, which is a line for each file:
# hash, two blanks, path.

$ErrorActionPreference = 'Stop'

$record = if ($env:AMI_SMOKE_TEST_RECORD) { $env:AMI_SMOKE_TEST_RECORD } else { "$env:ProgramData\ami-smoke-test\files.sha256" }
$roots = if ($env:AMI_SMOKE_TEST_ROOTS) {
  $env:AMI_SMOKE_TEST_ROOTS -split ';'
} else {
  $env:ProgramFiles, ${env:ProgramFiles(x86)}, "$env:SystemRoot\System32\drivers"
}
$exclude = @(
  "$(Split-Path $record)\*", '*.log', '*.etl', '*.tmp', '*\WindowsApps\*', '*\Windows Defender*', '*\System32\drivers\etc\*',
  "$env:ProgramFiles\Amazon\*"
)
if ($env:AMI_SMOKE_TEST_EXCLUDE) { $exclude += $env:AMI_SMOKE_TEST_EXCLUDE -split ';' }

$sha = [Security.Cryptography.SHA256]::Create()
function ConvertTo-Hex($bytes) { [BitConverter]::ToString($bytes).Replace('-', '').ToLowerInvariant() }
function Get-Hash($path) {
  # Whoever has it open to write may go on; the file is read all the same.
  $file = New-Object IO.FileStream $path, 'Open', 'Read', 'ReadWrite, Delete'
  try { ConvertTo-Hex $sha.ComputeHash($file) } finally { $file.Dispose() }
}
function Test-Excluded($path) {
  foreach ($pattern in $exclude) { if ($path -like $pattern) { return $true } }
  return $false
}

$lines = New-Object Text.StringBuilder
$count = 0
$unreadable = @()
foreach ($root in $roots | Where-Object { $_ -and (Test-Path -LiteralPath $_) }) {
  foreach ($file in Get-ChildItem -LiteralPath $root -Recurse -File -Force -Attributes !ReparsePoint) {
    if (Test-Excluded $file.FullName) { continue }
    try {
      [void]$lines.Append("$(Get-Hash $file.FullName)  $($file.FullName)").Append([char]10)
      $count++
    } catch {
      # It may have gone away since it was listed.
      if (Test-Path -LiteralPath $file.FullName) { $unreadable += "$($file.FullName): $($_.Exception.GetBaseException().Message)" }
    }
  }
}
if ($unreadable) { throw "record-files.ps1: cannot read these files: do not make an image of this disk`n$($unreadable -join "`n")" }
if ($count -eq 0) { throw "record-files.ps1: finds no file in $($roots -join '; ')" }

$utf8 = New-Object Text.UTF8Encoding $false
$text = $lines.ToString()
$own = ConvertTo-Hex $sha.ComputeHash($utf8.GetBytes($text))
[void](New-Item -ItemType Directory -Force (Split-Path $record))
[IO.File]::WriteAllText($record, "# ami-smoke-test files 1 $count $own$([char]10)$text", $utf8)
Write-Output "Recorded the hashes of $count files"

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

import type { ProbeOptions } from './probeOnLinux';

const PROBE = String.raw`$record = "$env:ProgramData\ami-smoke-test\files.sha256"
$ErrorActionPreference = 'SilentlyContinue'
[Threading.Thread]::CurrentThread.CurrentCulture = 'en-US'
(Get-Process -Id $PID).PriorityClass = 'Idle'
$eol = [string][char]10
$report = New-Object Collections.Generic.List[string]
function Uptime { [int]([Environment]::TickCount / 1000) }
# See reportLines.ts of the diagnosis. Of a long field its end stays.
function Encode($text, $most) {
  $out = ''
  $bytes = [Text.Encoding]::UTF8.GetBytes("$text")
  for ($i = $bytes.Length - 1; $i -ge 0; $i--) {
    $c = [string][char]$bytes[$i]
    if ($c -cnotmatch '^[A-Za-z0-9/._+@,:-]$') { $c = '%{0:X2}' -f $bytes[$i] }
    if ($c.Length + $out.Length -gt $most) { return "...$out" }
    $out = $c + $out
  }
  if ($out) { $out } else { '-' }
}
function Say($kind) {
  $text = "ASTG1 $($report.Count + 1) $kind"
  $most = 53
  foreach ($field in $args) { $text += ' ' + (Encode $field $most); $most = 30 }
  [long]$check = 0
  foreach ($byte in [Text.Encoding]::ASCII.GetBytes($text)) { $check = ($check * 257 + $byte) % 16777213 }
  $report.Add(('{0} #{1:x6}' -f $text, $check))
}
function Mib($bytes) { [math]::Floor($bytes / 1MB) }
function Hash($path) {
  # Whoever has it open to write may go on; the file is read all the same.
  $file = New-Object IO.FileStream $path, 'Open', 'Read', 'ReadWrite, Delete'
  try { -join ($sha.ComputeHash($file) | ForEach-Object { $_.ToString('x2') }) } finally { $file.Dispose() }
}

Say begin windows (Uptime)
$system = Get-CimInstance Win32_ComputerSystem
Say memory (Mib $system.TotalPhysicalMemory)
$volume = Get-Volume -DriveLetter $env:SystemDrive[0]
$partition = Get-Partition -DriveLetter $env:SystemDrive[0]
$all = (Get-Partition -DiskNumber $partition.DiskNumber | Measure-Object Size -Sum).Sum
$disk = Get-Disk -Number $partition.DiskNumber
Say root $volume.FileSystemType (Mib $volume.Size) (Mib $partition.Size) (Mib $all) (Mib $disk.Size)
Get-Disk | Select-Object -First 20 | ForEach-Object { Say disk $_.Number (Mib $_.Size) }
Get-NetAdapter -Physical | Select-Object -First 20 | ForEach-Object { Say driver $_.Name $_.DriverFileName }

$state = 'whole'; $recorded = 0; $verified = 0
$many = @{ unreadable = 0; changed = 0; missing = 0 }
$names = New-Object Collections.Generic.List[object]
if (-not $verify) { $state = 'off' }
elseif (-not (Test-Path $record)) { $state = 'no-record' }
else {
  $sha = [Security.Cryptography.SHA256]::Create()
  $utf8 = New-Object Text.UTF8Encoding $false
  $header, $lines = [IO.File]::ReadAllText($record, $utf8) -split $eol, 2
  $own = -join ($sha.ComputeHash($utf8.GetBytes($lines)) | ForEach-Object { $_.ToString('x2') })
  if ($header -notmatch '^# ami-smoke-test files 1 (\d+) ([0-9a-f]{64})$' -or $Matches[2] -ne $own) { $state = 'bad-record' }
  else {
    $recorded = [int]$Matches[1]
    foreach ($line in $lines.TrimEnd($eol) -split $eol) {
      if ((Uptime) -ge $until) { $state = 'partial'; break }
      $path = $line.Substring(66); $what = ''; $why = ''
      try { if ((Hash $path) -ne $line.Substring(0, 64)) { $what = 'changed' } }
      catch {
        $trouble = $_.Exception.GetBaseException()
        $what = if ($trouble -is [IO.FileNotFoundException] -or $trouble -is [IO.DirectoryNotFoundException]) { 'missing' } else { 'unreadable' }
        $why = $trouble.GetType().Name
      }
      $verified++
      if ($what) { $many[$what]++; if ($many[$what] -le 50) { $names.Add(@($what, $path, $why)) } }
    }
  }
}
$four = Get-NetRoute -DestinationPrefix '0.0.0.0/0' | Select-Object -First 1
$six = Get-NetRoute -DestinationPrefix '::/0' | Select-Object -First 1
Say route $four.InterfaceAlias $six.InterfaceAlias
Say dns @(Get-DnsClientServerAddress | ForEach-Object { $_.ServerAddresses } | Where-Object { $_ -notlike 'fec0:*' }).Count
Say units '-'
Say files $state $recorded $verified $many.unreadable $many.changed $many.missing
foreach ($name in $names) { if ($name[0] -eq 'unreadable') { Say $name[0] $name[1] $name[2] } else { Say $name[0] $name[1] } }
Say end ($report.Count + 1)

# The agent has the port until it is done.
$end = [string][char]13 + $eol
for ($try = 0; $try -lt 60; $try++) {
  try {
    $port = New-Object IO.Ports.SerialPort 'COM1', 115200
    $port.Open()
    1..2 | ForEach-Object { $port.Write("$end$($report -join $end)$end"); Start-Sleep 2 }
    $port.Close()
    break
  } catch { Start-Sleep 5 }
}
Remove-Item $PSCommandPath`;

/**
 * PowerShell with which a Windows reports about itself on its first serial port, as `probeOnLinux` does. It is done by another
 * process, and this returns at once: EC2's agent waits for the script, and has the port open itself meanwhile.
 */
export function probeOnWindows({
  verifyFiles,
  untilSeconds,
}: ProbeOptions): string {
  return [
    "$probe = Join-Path $env:TEMP 'ami-smoke-test-probe.ps1'",
    "Set-Content -Encoding UTF8 -Path $probe -Value @'",
    `$verify = $${verifyFiles}`,
    `$until = ${Math.round(untilSeconds)}`,
    PROBE,
    "'@",
    "Start-Process powershell.exe -WindowStyle Hidden -ArgumentList '-NoProfile', '-ExecutionPolicy', 'Bypass', '-File', $probe",
  ].join('\n');
}

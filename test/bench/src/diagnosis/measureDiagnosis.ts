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

import { diagnose, loadCatalogue } from '@ami-smoke-test/diagnosis';
import type { EngineOptions } from '../engine/EngineOptions';
import { percentile, type Measurement, type Section } from '../report';

/** What EC2 keeps of a console log. */
const LENGTH = 64 * 1024;
const TARGET_MS = 50;

/** How long the diagnosis of a full console log takes, without reading screens. */
export async function measureDiagnosis({
  quick,
}: EngineOptions): Promise<Section> {
  const { signatures } = loadCatalogue();
  const repetitions = quick ? 20 : 200;
  return {
    title: `The diagnosis of a console log of 64 KB by ${signatures.length} signatures`,
    measurements: [
      ...measure('a boot that says nothing bad', goodLog(), repetitions),
      ...measure(
        'a boot in which every signature finds something',
        badLog(),
        repetitions,
      ),
    ],
    notes: [
      'The first one compiles the patterns of which a line has some text.',
    ],
  };
}

function measure(
  name: string,
  log: string,
  repetitions: number,
): Measurement[] {
  const times = Array.from({ length: repetitions + 1 }, () => {
    const begin = performance.now();
    diagnose({ console: log });
    return performance.now() - begin;
  });
  const [first, ...warm] = times;
  return [
    { name: `${name}: the first`, value: first, unit: 'ms' },
    ...[0.5, 0.95].map(
      (share): Measurement => ({
        name: `${name}: p${share * 100}`,
        value: percentile(warm, share),
        unit: 'ms',
        target: TARGET_MS,
      }),
    ),
  ];
}

function goodLog(): string {
  const lines = ['[    0.000000] Linux version 6.1.0-cloud-amd64'];
  for (let index = 0; lines.join('\n').length < LENGTH - 200; index += 1) {
    const clock = `[${(index / 100).toFixed(6).padStart(12)}]`;
    lines.push(
      `${clock} pci 0000:00:${
        index % 32
      }.0: reg 0x10: [mem 0xfebf${index}-0xfebf${index}fff]`,
      `${clock} systemd[1]: Started unit${index}.service - Unit number ${index}.`,
      `[  OK  ] Finished part${index}.service - Part number ${index}.`,
      `ci-info: | ${index} | 10.0.${
        index % 255
      }.0 | 0.0.0.0 | 255.255.240.0 | eth0 | U |`,
    );
  }
  return [
    ...lines,
    '[  OK  ] Reached target multi-user.target',
    'ip-10-0-0-1 login: ',
  ].join('\n');
}

/** The same with what each signature looks for in the midst of it: more than goes wrong in any boot. */
function badLog(): string {
  const samples = loadCatalogue().signatures.map(
    ({ samples: [first] }) => first,
  );
  const lines = goodLog().split('\n');
  const apart = Math.floor(lines.length / samples.length);
  return lines
    .flatMap((line, index) =>
      index % apart === 0 ? [line, samples[index / apart] ?? ''] : [line],
    )
    .join('\n')
    .slice(0, LENGTH);
}

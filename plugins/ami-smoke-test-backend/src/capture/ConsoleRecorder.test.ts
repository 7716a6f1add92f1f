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

import type { ConsoleChunk } from '../database/records';
import type { RunTools } from '../run/RunTools';
import { systemClock } from '../run/clock';
import { CaptureLimits } from './CaptureLimits';
import { ConsoleRecorder } from './ConsoleRecorder';
import { Redactor } from './redact';

describe('ConsoleRecorder', () => {
  const stored: ConsoleChunk[] = [
    { offsetMs: 1000, text: 'Linux version 6.1\n' },
    { offsetMs: 2000, text: '\u001b[32mlogin:\u001b[0m ' },
  ];

  function recorderOf(parts: {
    console: () => Promise<ConsoleChunk[]>;
    consoleOutput: () => Promise<Buffer>;
  }) {
    const { console, consoleOutput } = parts;
    const tools = {
      journal: { run: { instanceType: 't3.small' }, console },
      ec2: { consoleOutput },
      clock: systemClock,
    };
    return new ConsoleRecorder(
      tools as unknown as RunTools,
      new Redactor([]),
      new CaptureLimits(),
    );
  }

  it('tells what is stored of the log while EC2 lets a reading wait', async () => {
    const recorder = recorderOf({
      console: async () => stored,
      consoleOutput: () => new Promise(() => {}),
    });
    void recorder.read(
      { instanceId: 'i-1', onlineAt: new Date() },
      { latest: false },
    );
    const [log, again] = await Promise.all([recorder.log(), recorder.log()]);
    expect(log.text).toBe('Linux version 6.1\nlogin: ');
    expect([1, 2].map(log.offsetOfLine)).toEqual([1000, 2000]);
    expect(again.text).toBe(log.text);
  });

  it('asks again for what earlier processes stored when the database was away', async () => {
    let isAway = true;
    const recorder = recorderOf({
      console: async () => {
        if (isAway) throw new Error('The database is away');
        return stored;
      },
      consoleOutput: async () => Buffer.alloc(0),
    });
    await expect(recorder.log()).rejects.toThrow('The database is away');
    isAway = false;
    expect((await recorder.log()).text).toContain('login:');
  });
});

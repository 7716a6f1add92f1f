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

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DemoFacts } from '@ami-smoke-test/demo';
import {
  isQemuAvailable,
  readJournal,
  whatIsLeft,
} from '@ami-smoke-test/local-ec2';
import { readArchive, sha256 } from './stack/archive';
import { DemoProcess } from './__testUtils__/DemoProcess';

jest.setTimeout(15 * 60_000);

const PASSED = ['healthy', 'slow-service'];
const FAILED = [
  'wrong-root-device',
  'no-network-driver',
  'service-crashes',
  'unreadable-file',
  'read-errors',
  'no-boot-sector',
];

/** What is said of a run whose headline is this: where it was seen, and what a person would look for in it. */
const headlineIs = (headline: object) =>
  expect.objectContaining({ headline: expect.objectContaining(headline) });
const seenOn = (source: string, text = '') =>
  expect.objectContaining({
    source,
    ...(text && { text: expect.stringContaining(text) }),
  });

const HEADLINES: Record<string, object> = {
  'slow-service': headlineIs({
    category: 'service',
    severity: 'warning',
    evidence: seenOn('run'),
  }),
  'wrong-root-device': headlineIs({
    category: 'block-device',
    severity: 'error',
    evidence: seenOn('console', 'Cannot open root device "nvme1n1p1"'),
  }),
  'no-network-driver': headlineIs({
    category: 'network',
    severity: 'error',
    evidence: seenOn('console'),
  }),
  'service-crashes': headlineIs({
    category: 'service',
    severity: 'error',
    evidence: seenOn('console', 'config key DATABASE_URL is missing'),
  }),
  'unreadable-file': headlineIs({
    category: 'io',
    severity: 'error',
    title: expect.stringContaining('/srv/acme/archive.bin'),
  }),
  'read-errors': headlineIs({
    category: 'io',
    severity: 'error',
    title: expect.stringContaining('nvme0n1'),
    evidence: seenOn('console'),
  }),
  'no-boot-sector': headlineIs({
    category: 'boot-loader',
    severity: 'error',
    evidence: seenOn('screen'),
  }),
};

/** How far each boot comes that does not come to its login. */
const STAGES: Record<string, string> = {
  'wrong-root-device': 'kernel',
  'no-boot-sector': 'firmware',
};

describe('The demo', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ami-smoke-test-demo-'));
  });
  afterEach(async () => {
    await new DemoProcess(['--stop']).exitCode();
    rmSync(folder, { recursive: true });
  });

  it('tests every variant, and leaves its evidence in S3 and nothing in EC2', async () => {
    const json = join(folder, 'out.json');
    const demo = new DemoProcess(['--once', '--keep', '--json', json]);
    const exitCode = await demo.exitCode();
    if (exitCode !== 0)
      throw new Error(`It ended with ${exitCode}:\n${demo.output}`);

    const facts: DemoFacts = JSON.parse(readFileSync(json, 'utf8'));
    const qemu = await isQemuAvailable();
    expect(facts.virtualization).toBe(qemu.available ? 'qemu' : 'scripted');
    expect(facts.leaked).toEqual([]);
    const left = whatIsLeft(readJournal(facts.ec2Journal));
    expect(
      left.filter(
        ({ kind }) => !['image', 'snapshot', 'parameter'].includes(kind),
      ),
    ).toEqual([]);

    const byVerdict = (verdict: string) =>
      facts.builds
        .filter(build => build.verdict === verdict)
        .map(({ variant }) => variant);
    expect(byVerdict('passed')).toEqual(PASSED);
    expect(byVerdict('failed')).toEqual(FAILED);
    for (const [run] of facts.builds
      .filter(({ verdict }) => verdict === 'passed')
      .map(({ runs }) => runs)) {
      const latency = Number(run.verdictMs) - Number(run.serviceMs);
      expect(latency).toBeGreaterThan(0);
      expect(demo.output).toContain(`${latency} ms`);
    }
    const [healthy] = facts.builds;
    expect(facts.release).toEqual({
      family: healthy.family,
      gateOfFailed: 2,
      exitCodes: [0, 0],
      parameters: ['dev', 'staging', 'production'].map(channel => ({
        channel,
        name: `/ami-smoke-test/${healthy.family}/${channel}`,
        imageId: healthy.imageId,
      })),
    });
    for (const build of facts.builds) {
      expect(build.packerExitCode === 0).toBe(build.verdict === 'passed');
      expect(build.imageStillRegistered).toBe(true);
      expect(build.reason).toBeTruthy();
      expect(build.url).toContain('/ami-smoke-test/builds/');
      const [run] = build.runs;
      expect(run).toMatchObject({ cleanup: 'clean', verdict: build.verdict });
      expect(run.onlineMs).toBeGreaterThan(0);
      expect(run.furthestStage).toBe(STAGES[build.variant] ?? 'login');
      const noHeadline = expect.not.objectContaining({
        headline: expect.anything(),
      });
      expect(run).toEqual(HEADLINES[build.variant] ?? noHeadline);
      expect(demo.output).toContain(run.headline?.title ?? 'healthy');
      await expectAWholeArchive(facts, run);
    }
  });

  it('stops everything that it started when it is interrupted', async () => {
    const demo = new DemoProcess(['--once', '--virtualization', 'scripted']);
    await demo.hasPrinted(/slow-service +Building/);
    demo.interrupt();
    expect(await demo.exitCode()).not.toBe(0);
    const urls = demo.output.match(/runs at http:\/\/127\.0\.0\.1:\d+/g) ?? [];
    expect(urls).toHaveLength(3);
    for (const url of urls) {
      await expect(fetch(url.replace('runs at ', ''))).rejects.toThrow(
        'fetch failed',
      );
    }
  });

  it('names the option that is wrong', async () => {
    const demo = new DemoProcess(['--once', '--variant', 'helthy']);
    expect(await demo.exitCode()).toBe(1);
    expect(demo.output).toMatch(
      /--variant: there is no helthy; there are healthy, /,
    );
  });
});

async function expectAWholeArchive(
  facts: DemoFacts,
  run: DemoFacts['builds'][number]['runs'][number],
): Promise<void> {
  const objects = await readArchive(
    String(facts.kept?.s3.endpoint),
    String(run.archive),
  );
  const manifest = JSON.parse(String(objects.get('manifest.json')));
  expect(manifest).toMatchObject({
    schemaVersion: 1,
    run: { id: run.id, verdict: run.verdict },
  });

  // Every object is in the manifest with its hash and size, and nothing else lies there.
  const described = new Map<string, { sha256: string; size: number }>(
    manifest.objects.map((object: { path: string }) => [object.path, object]),
  );
  expect([...objects.keys()].sort()).toEqual(
    ['manifest.json', ...described.keys()].sort(),
  );
  for (const [path, { sha256: hash, size }] of described) {
    const bytes = objects.get(path) as Buffer;
    expect({ path, hash: sha256(bytes), size: bytes.length }).toEqual({
      path,
      hash,
      size,
    });
  }

  const frames = [...objects.keys()].filter(path =>
    path.startsWith('screenshots/'),
  );
  expect(frames).toHaveLength(run.screenshots);
  for (const frame of frames) {
    expect(frame).toMatch(/^screenshots\/\d{7}-[0-9a-f]{8}\.jpg$/);
    const jpeg = objects.get(frame) as Buffer;
    expect(jpeg.subarray(0, 3).toString('hex')).toBe('ffd8ff');
    expect(sha256(jpeg)).toMatch(new RegExp(`^${frame.slice(-12, -4)}`));
  }
  const thumbnails = [...objects.keys()].filter(path =>
    path.startsWith('thumbnails/'),
  );
  expect(thumbnails).toEqual(
    frames.map(path =>
      path.replace('screenshots', 'thumbnails').replace('.jpg', '.webp'),
    ),
  );

  const log = objects.get('console.log');
  expect(log?.length ?? 0).toBe(run.consoleBytes);
  if (log) {
    const { lines } = JSON.parse(String(objects.get('console.timeline.json')));
    expect(lines[0]).toMatchObject({ line: 1, offsetMs: expect.any(Number) });
  }
}

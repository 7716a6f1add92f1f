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

import { once } from 'events';
import { connect, createServer } from 'net';
import sharp from 'sharp';
import { eventually } from '../../__testUtils__/localEc2';
import { LoopbackAddresses } from '../../machines/LoopbackAddresses';
import { Machine, MachineExit, MachineSpec } from '../Hypervisor';
import { BootScript } from './BootScript';
import { demoScripts } from './demoScripts';
import { renderScreen } from './renderScreen';
import { ScriptedHypervisor } from './ScriptedHypervisor';

const PORT = 18_081;

describe('ScriptedHypervisor', () => {
  const addresses = new LoopbackAddresses();
  let hypervisor: ScriptedHypervisor | undefined;
  afterEach(() => hypervisor?.close());
  afterAll(() => addresses.close());

  const spec = (publicIp: string, ports: number[]): MachineSpec => ({
    instanceId: 'i-1',
    disk: 'disk',
    volumeId: 'vol-1',
    instanceType: 't3.micro',
    memoryMiB: 1024,
    publicIp,
    privateIp: '172.31.16.10',
    macAddress: '0a:00:00:00:00:01',
    ports,
    metadata: () => undefined,
  });

  async function boot(
    script: BootScript,
    ports = [PORT],
  ): Promise<Machine & { ip: string }> {
    hypervisor = new ScriptedHypervisor({
      scripts: { disk: script },
      impairedAfterMs: 200,
    });
    const ip = await addresses.take();
    const machine = await hypervisor.boot(spec(ip, ports));
    return Object.assign(machine, { ip });
  }

  /** What becomes of a question: the connection is refused or gets no answer, or it is the question that gets none, or its answer. */
  function ask(ip: string, path = '/health', port = PORT): Promise<string> {
    return new Promise(resolve => {
      const socket = connect(port, ip);
      let silence = 'no connection';
      const wait = setTimeout(() => {
        socket.destroy();
        resolve(silence);
      }, 100);
      const end = (what: string) => {
        clearTimeout(wait);
        socket.destroy();
        resolve(what);
      };
      socket.on('connect', () => {
        silence = 'no answer';
      });
      socket.on('error', (error: NodeJS.ErrnoException) =>
        end(error.code ?? ''),
      );
      socket.on('data', data => end(data.toString().split('\r\n')[0]));
      socket.write(`GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`);
    });
  }

  it('takes ports through silent, closed, open, closed and silent again', async () => {
    const { ip } = await boot({
      network: [
        // Late enough for the first question on a busy machine.
        { atMs: 1500, up: true },
        { atMs: 3800, up: false },
      ],
      ports: {
        [PORT]: [
          {
            atMs: 2100,
            state: 'open',
            http: {
              '/health': { status: 200 },
              '/sick': { status: 503, body: 'ill' },
            },
          },
          { atMs: 3000, state: 'closed' },
        ],
      },
    });
    expect(await ask(ip)).toBe('no connection');
    await eventually(async () => expect(await ask(ip)).toBe('ECONNREFUSED'));
    await eventually(async () => expect(await ask(ip)).toBe('HTTP/1.1 200 OK'));
    expect(await ask(ip, '/sick')).toBe('HTTP/1.1 503 Service Unavailable');
    expect(await ask(ip, '/nowhere')).toBe('HTTP/1.1 404 Not Found');
    await eventually(async () => expect(await ask(ip)).toBe('ECONNREFUSED'));
    await eventually(async () => expect(await ask(ip)).toBe('no connection'));
  });

  it('lets who still tries to connect through when the service comes up', async () => {
    const { ip } = await boot({
      network: [{ atMs: 200, up: true }],
      ports: {
        [PORT]: [
          { atMs: 0, state: 'open', http: { '/health': { body: 'y' } } },
        ],
      },
    });
    const answer = await fetch(`http://${ip}:${PORT}/health`);
    expect(await answer.text()).toBe('y');
  });

  it('keeps connections when the network ends, and answers nothing on them', async () => {
    const { ip } = await boot({
      network: [
        { atMs: 0, up: true },
        { atMs: 1000, up: false },
      ],
      ports: {
        [PORT]: [{ atMs: 0, state: 'open', http: { '/health': {} } }],
      },
    });
    const socket = connect(PORT, ip);
    const answers: string[] = [];
    socket.on('data', data => answers.push(data.toString()));
    const question = 'GET /health HTTP/1.1\r\nhost: x\r\n\r\n';
    socket.write(question);
    await eventually(async () => expect(answers).toHaveLength(1));
    await eventually(async () => expect(await ask(ip)).toBe('no connection'));
    socket.write(question);
    await new Promise(resolve => setTimeout(resolve, 200));
    expect(answers).toHaveLength(1);
    expect(socket.readyState).toBe('open');
    socket.destroy();
  });

  it('has ports that its script says nothing about: silent, then closed', async () => {
    const { ip } = await boot({ network: [{ atMs: 300, up: true }] });
    expect(await ask(ip)).toBe('no connection');
    await eventually(async () => expect(await ask(ip)).toBe('ECONNREFUSED'));
  });

  it('names the address that it cannot have, and leaves nothing listening', async () => {
    const ip = await addresses.take();
    const other = createServer().listen(PORT, ip);
    await once(other, 'listening');
    hypervisor = new ScriptedHypervisor({ scripts: { disk: {} } });
    await expect(hypervisor.boot(spec(ip, [PORT + 1, PORT]))).rejects.toThrow(
      `Cannot boot i-1: cannot listen at ${ip}:${PORT}: it is in use`,
    );
    expect(await ask(ip, '/', PORT + 1)).toBe('ECONNREFUSED');
    other.close();
  });

  it('answers late when it is told to', async () => {
    const { ip } = await boot({
      network: [{ atMs: 0, up: true }],
      ports: {
        [PORT]: [
          { atMs: 0, state: 'open', http: { '/health': { delayMs: 60_000 } } },
        ],
      },
    });
    expect(await ask(ip)).toBe('no answer');
  });

  it('opens only ports that its image shows', async () => {
    const { ip } = await boot(
      {
        network: [{ atMs: 0, up: true }],
        ports: { [PORT]: [{ atMs: 0, state: 'open' }] },
      },
      [],
    );
    expect(await ask(ip)).toBe('ECONNREFUSED');
  });

  it('tells by the network whether the guest can be reached', async () => {
    const never = await boot({});
    expect(never.reachability()).toBe('initializing');
    await eventually(async () => expect(never.reachability()).toBe('failed'));
    await hypervisor?.close();
    const dropped = await boot({
      network: [
        { atMs: 0, up: true },
        { atMs: 1500, up: false },
      ],
    });
    expect(dropped.reachability()).toBe('passed');
    await eventually(async () => expect(dropped.reachability()).toBe('failed'));
  });

  it('ends by the guest, or by the host, once', async () => {
    const byGuest = await boot({ powerOffAtMs: 20 });
    await expect(byGuest.exited).resolves.toEqual({ by: 'guest' });
    await byGuest.powerOff();
    await expect(byGuest.screenshot()).rejects.toThrow('The machine is off');
    const byHost = await boot({
      console: [{ atMs: 0, text: 'last words' }],
      powerOffAtMs: 60_000,
    });
    await byHost.powerOff();
    await byHost.powerOff();
    const exit: MachineExit = await byHost.exited;
    expect(exit).toEqual({ by: 'host' });
    expect((await byHost.console()).toString()).toBe('last words');
  });

  it('shows on the screen what was last written to it', async () => {
    const machine = await boot({
      screen: [
        { atMs: 0, lines: ['first'] },
        { atMs: 2000, lines: ['second'] },
      ],
    });
    expect(await machine.screenshot()).toEqual(await renderScreen(['first']));
    const second = await renderScreen(['second']);
    await eventually(async () =>
      expect((await machine.screenshot()).equals(second)).toBe(true),
    );
    expect(second.equals(await renderScreen(['first']))).toBe(false);
  });

  it('draws 25 lines of 80 columns inside the picture', async () => {
    const full = await renderScreen(Array(25).fill('#'.repeat(80)));
    const { info, data } = await sharp(full)
      .greyscale()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const lit = (x: number, y: number) => data[y * info.width + x] > 60;
    const rows = Array.from({ length: info.height }, (_, y) => y).filter(y =>
      Array.from({ length: info.width }, (_, x) => x).some(x => lit(x, y)),
    );
    const columns = Array.from({ length: info.width }, (_, x) => x).filter(x =>
      rows.some(y => lit(x, y)),
    );
    // Nothing is cut off: a dark margin is left below and beside.
    expect(Math.max(...rows)).toBeGreaterThan(330);
    expect(Math.max(...rows)).toBeLessThan(info.height - 1);
    expect(Math.max(...columns)).toBeGreaterThan(500);
    expect(Math.max(...columns)).toBeLessThan(info.width - 1);
    const markup = await renderScreen(['<b>&amp; "x"']);
    expect(markup.equals(await renderScreen(['& "x"']))).toBe(false);
  });

  it('names the script and the field that is wrong', () => {
    const wrong = (script: object) => () =>
      new ScriptedHypervisor({ scripts: { mine: script as BootScript } });
    expect(wrong({ screen: [{ lines: ['x'] }] })).toThrow(
      /boot script 'mine' is wrong[\s\S]*screen\[0\]\.atMs/,
    );
    expect(wrong({ ports: { http: [] } })).toThrow(/ports/);
    expect(wrong({ pots: {} })).toThrow(/pots/);
  });

  it('names the disk that it does not have', async () => {
    hypervisor = new ScriptedHypervisor({ scripts: { a: {}, b: {} } });
    await expect(hypervisor.copyDisk('c', 'd')).rejects.toThrow(
      "no script for the disk 'c'; there are: a, b",
    );
    await hypervisor.deleteDisk('c');
  });

  it('has nine demo boots, of which only the one that cannot boot is mute', async () => {
    const mute: string[] = [];
    const serving: string[] = [];
    for (const [name, script] of Object.entries(demoScripts)) {
      const { console: output, screen, ports } = script;
      expect([name, screen?.length]).not.toEqual([name, 0]);
      if (output?.length === 0) mute.push(name);
      if (ports?.['8080'].some(({ state }) => state === 'open')) {
        serving.push(name);
      }
    }
    expect(mute).toEqual(['no-boot-sector']);
    expect(serving).toEqual([
      'healthy',
      'slow-service',
      'unreadable-file',
      'read-errors',
    ]);
    const last = demoScripts['no-boot-sector'].screen?.at(-1)?.lines.at(-1);
    expect(last).toBe('No bootable device.');
  });
});

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

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { connection } from '../../__testUtils__/connection';
import { badSectors, buildBaseImage } from '../../images';
import { Machine } from '../Hypervisor';
import {
  greeting,
  imageCache,
  provisioning,
  said,
  spec,
  until,
} from './__testUtils__/bench';
import { describeWithQemu } from './__testUtils__/requirements';
import { QemuHypervisor } from './QemuHypervisor';

jest.setTimeout(120_000);

const startService = '/etc/services/acme.sh';
/** A kernel panic on demand, at port 9000. */
const listenForPanic = `cat > /bin/panic << 'E'
#!/bin/sh
read -r word && [ "$word" = panic ] && echo c > /proc/sysrq-trigger
E
chmod 755 /bin/panic
nc -ll -p 9000 -e /bin/panic < /dev/null > /dev/null 2>&1 &`;
const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFake tester';

describeWithQemu('QemuHypervisor', () => {
  let directory: string;
  let hypervisor: QemuHypervisor;

  beforeAll(async () => {
    // A name that would trip up whoever does not quote.
    directory = await mkdtemp(join(tmpdir(), "it's, here "));
    const base = join(directory, 'base.raw');
    await buildBaseImage({ cacheDirectory: imageCache, output: base });
    hypervisor = await QemuHypervisor.create({
      directory: join(directory, 'state'),
    });
    await hypervisor.importDisk(base, 'snap-base');
    await writeFile(join(directory, 'blank.raw'), '');
    await truncate(join(directory, 'blank.raw'), 1024 * 1024);
    await hypervisor.importDisk(join(directory, 'blank.raw'), 'snap-blank');
  });
  afterAll(async () => {
    await hypervisor?.close();
    await rm(directory, { recursive: true, force: true });
  });

  async function launch(
    number: number,
    from: string,
    userData = '',
  ): Promise<Machine> {
    const disk = `vol-${number}`;
    await hypervisor.copyDisk(from, disk);
    return hypervisor.boot(
      spec(number, {
        disk,
        metadataContent: {
          '/user-data': userData,
          '/meta-data/public-keys/0/openssh-key': key,
        },
      }),
    );
  }

  const installed = (...more: string[]) =>
    provisioning('install-acme.sh', ...more);

  it('boots the base image to its login, its SSH server and its service, and shuts it down in order', async () => {
    const userData = `${await installed()}
${startService}
cat /root/.ssh/authorized_keys`;
    const machine = await launch(1, 'snap-base', userData);
    expect(machine.reachability()).toBe('initializing');
    for (const port of [2222, 8080, 9000]) {
      expect(await connection('127.1.77.1', port)).toBe('no answer');
    }
    const answered = new Promise<Date>(resolve =>
      machine.onServiceAnswer(resolve),
    );

    const answeredAt = await answered;
    await until(() => machine.reachability() === 'passed');
    const console = await said(machine, 'Finished user-data.service');
    expect(console).toContain('Linux version');
    expect(console).toContain('Welcome to Demo Linux 1!');
    expect(console).toContain('udhcpc: lease of 172.31.16.17 obtained');
    expect(console).toContain('[  OK  ] Reached target network-online.target');
    expect(console).toContain('[  OK  ] Reached target multi-user.target');
    expect(console).toContain('ip-172-31-16-17 login:');
    expect(console).toContain(`user-data: ${key}`);
    expect(await greeting('127.1.77.1', 2222)).toMatch(/^SSH-2\.0-dropbear/);

    await until(
      async () => (await connection('127.1.77.1', 8080)) === 'connected',
    );
    expect(await connection('127.1.77.1', 9000)).toBe('refused');
    const health = await fetch('http://127.1.77.1:8080/health');
    expect(health.headers.get('content-type')).toBe('application/json');
    expect(await health.json()).toEqual({ status: 'ok', version: '1.4.2' });
    const status = await fetch('http://127.1.77.1:8080/api/status');
    expect(await status.json()).toMatchObject({ host: 'ip-172-31-16-17' });
    expect((await fetch('http://127.1.77.1:8080/x')).status).toBe(404);

    // Whoever asks late hears the same.
    const late = await new Promise<Date>(resolve =>
      machine.onServiceAnswer(resolve),
    );
    expect(late).toBe(answeredAt);

    const screens = await Promise.all(
      [1, 2, 3].map(() => machine.screenshot()),
    );
    for (const screen of screens) {
      expect(screen.length).toBeLessThanOrEqual(100_000);
      expect(await sharp(screen).metadata()).toMatchObject({
        format: 'jpeg',
        width: 720,
        height: 400,
      });
    }

    await machine.shutDown?.();
    expect(await machine.exited).toEqual({ by: 'host' });
    expect((await machine.console()).toString()).toContain('Power down');
    await expect(machine.screenshot()).rejects.toThrow('QEMU has ended');
    expect(await connection('127.1.77.1', 8080)).toBe('refused');
    await hypervisor.copyDisk('vol-1', 'snap-acme');
  });

  describe('an image that its guest broke', () => {
    /** Breaks a machine of the base image, and boots it again, as a new one of the image would. */
    const broken = async (script: string) => `${await installed(script)}
[ -e /etc/broken ] && exit
touch /etc/broken
sync
reboot`;
    const runAfterInstalling = async (script: string, commands: string) =>
      `${await installed(script)}
${commands}`;
    let machines: { [name: string]: Promise<Machine> };

    // All at once: most of their time they wait.
    beforeAll(async () => {
      const slow = 'break-slow-service.sh';
      const crashes = 'break-service-crashes.sh';
      const userData = {
        slow: await runAfterInstalling(
          slow,
          `${startService}; sleep 2; poweroff`,
        ),
        panics: await broken('break-wrong-root-device.sh'),
        silent: await broken('break-no-network-driver.sh'),
        crashes: await runAfterInstalling(
          crashes,
          `${listenForPanic}
${startService}`,
        ),
      };
      machines = Object.fromEntries(
        Object.entries(userData).map(([name, script], index) => {
          const machine = launch(2 + index, 'snap-base', script);
          machine.catch(() => {});
          return [name, machine];
        }),
      );
    });

    it('has a service that is slow to start, and its guest may power itself off', async () => {
      const machine = await machines.slow;
      const answered = new Promise<Date>(resolve =>
        machine.onServiceAnswer(resolve),
      );
      await said(machine, 'data is migrated');
      await answered;
      expect(await machine.exited).toEqual({ by: 'guest' });
    });

    it('panics without its root device, and costs no processor time after that', async () => {
      const machine = await machines.panics;
      const console = await said(machine, 'end Kernel panic');
      expect(console).toContain('VFS: Unable to mount root fs');
      const pid = await readFile(
        join(directory, 'state/machines/i-3/qemu.pid'),
        'utf8',
      );
      const ticks = async () =>
        (await readFile(`/proc/${pid.trim()}/stat`, 'utf8')).split(' ')[13];
      await until(async () => {
        const before = await ticks();
        await new Promise(resolve => setTimeout(resolve, 500));
        return before === (await ticks());
      });
      expect((await sharp(await machine.screenshot()).metadata()).width).toBe(
        720,
      );
      await until(() => machine.reachability() === 'failed');
      expect(await connection('127.1.77.3', 2222)).toBe('no answer');
      await machine.powerOff();
      await machine.powerOff();
      expect(await machine.exited).toEqual({ by: 'host' });
    });

    it('comes to its login without a network driver, and its ports stay silent', async () => {
      const machine = await machines.silent;
      const console = await said(machine, 'Failed to start networking.service');
      expect(console).toContain("can't load module virtio_net");
      await said(machine, '(none) login:');
      expect(await connection('127.1.77.4', 8080)).toBe('no answer');
      await machine.powerOff();
    });

    it('has a service that crashes: its port refuses and others are open, until the kernel panics', async () => {
      const machine = await machines.crashes;
      await said(machine, 'FATAL: config key DATABASE_URL is missing');
      await said(machine, 'user-data: exit code 1');
      expect(await connection('127.1.77.5', 8080)).toBe('refused');
      await until(
        async () => (await connection('127.1.77.5', 9000)) === 'connected',
      );
      expect(machine.reachability()).toBe('passed');

      connect(9000, '127.1.77.5').end('panic\n');
      for (const port of [2222, 8080, 9000]) {
        await until(
          async () => (await connection('127.1.77.5', port)) === 'no answer',
        );
      }
      await said(machine, 'Kernel panic');
      await machine.powerOff();
    });
  });

  describe('a disk that was damaged', () => {
    /** Breaks the image, and boots it with this user data to its service. */
    async function serving(
      number: number,
      damage: string,
      userData: string,
    ): Promise<Machine> {
      const image = `snap-${damage}`;
      await hypervisor.copyDisk('snap-acme', image);
      await hypervisor.damageDisk(image, damage);
      const machine = await launch(number, image, `#!/bin/sh\n${userData}\n`);
      await new Promise(resolve => machine.onServiceAnswer(resolve));
      return machine;
    }

    it('has a file that cannot be read, on a system that looks fine', async () => {
      const machine = await serving(6, 'unreadable-file', 'cat /srv/acme/a*');
      const console = await said(machine, 'Finished user-data.service');
      expect(console).toContain('[  OK  ] Started acme.service');
      expect(console).toContain(
        "user-data: cat: can't open '/srv/acme/archive.bin': Structure needs cleaning",
      );
      expect(console).toContain('EXT4-fs error (device nvme0n1p1)');
      await machine.powerOff();
    });

    it('has a place that cannot be read, on whatever its disk is copied to', async () => {
      const reading = 'cat /srv/acme/archive.bin > /dev/null; cat /srv/acme/d*';
      const machine = await serving(6, 'read-errors', `${reading} > /dev/null`);
      const console = await said(machine, 'Finished user-data.service');
      expect(console).toContain('[  OK  ] Started acme.service');
      expect(console).toMatch(/error, dev nvme0n1, sector \d+ op 0x0:\(READ\)/);
      expect(console).toContain(
        'user-data: cat: read error: Input/output error',
      );
      expect(console).not.toContain('EXT4-fs error');
      await machine.powerOff();
      // A new disk of that name is a good one.
      await hypervisor.deleteDisk('vol-6');
      await hypervisor.copyDisk('snap-acme', 'vol-6');
      const disk = join(directory, 'state/disks/vol-6.raw');
      expect(await badSectors(disk)).toEqual([]);
    });

    it('lacks the data of its service, which does not start', async () => {
      await hypervisor.copyDisk('snap-acme', 'snap-dataless');
      await hypervisor.damageDisk('snap-dataless', 'unreadable-data');
      const machine = await launch(6, 'snap-dataless');
      await said(machine, "can't open '/srv/acme/data.bin'");
      const console = await said(machine, 'login:');
      expect(console).toContain('EXT4-fs error');
      expect(console).toContain('[FAILED] Failed to start acme.service');
      expect(await greeting('127.1.77.6', 2222)).toMatch(/^SSH/);
      await machine.powerOff();
    });

    it('says nothing without a boot sector, but shows it', async () => {
      await hypervisor.copyDisk('snap-acme', 'snap-unbootable');
      await hypervisor.damageDisk('snap-unbootable', 'no-boot-sector');
      const machine = await launch(7, 'snap-unbootable');
      const bright = async () => {
        const { channels } = await sharp(await machine.screenshot()).stats();
        return channels[0].max > 100;
      };
      await until(bright);
      expect(machine.reachability()).not.toBe('passed');
      expect(await machine.console()).toHaveLength(0);
      await machine.powerOff();
    });

    it('is refused when there is no such damage, or nothing to damage', async () => {
      await expect(hypervisor.damageDisk('snap-acme', 'rust')).rejects.toThrow(
        "Unknown damage 'rust': must be one of unreadable-file, unreadable-data, read-errors, no-boot-sector",
      );
      await expect(
        hypervisor.damageDisk('snap-base', 'unreadable-file'),
      ).rejects.toThrow('has no file /srv/acme/archive.bin');
      await expect(
        hypervisor.damageDisk('snap-base', 'read-errors'),
      ).rejects.toThrow('has no file /srv/acme/archive.bin');
      await expect(
        hypervisor.damageDisk('snap-blank', 'unreadable-file'),
      ).rejects.toThrow('no partition table');
      await expect(
        hypervisor.damageDisk('snap-none', 'no-boot-sector'),
      ).rejects.toThrow("There is no disk 'snap-none'");
    });
  });

  it('names the address that it cannot have', async () => {
    const other = createServer().listen(8080, '127.1.77.8');
    await once(other, 'listening');
    await expect(launch(8, 'snap-blank')).rejects.toThrow(
      'Cannot boot i-8: cannot listen at 127.1.77.8:8080: it is in use',
    );
    other.close();
  });

  it('does not boot what is missing, or no longer wanted', async () => {
    await expect(
      hypervisor.boot(spec(8, { disk: 'vol-none' })),
    ).rejects.toThrow("There is no disk 'vol-none'");
    await expect(
      hypervisor.boot(
        spec(8, { disk: 'snap-blank', signal: AbortSignal.abort() }),
      ),
    ).rejects.toThrow('aborted');
    await expect(hypervisor.copyDisk('../etc/passwd', 'vol-8')).rejects.toThrow(
      'cannot be the name of a disk',
    );
  });

  it('removes disks, also such as do not exist', async () => {
    await hypervisor.copyDisk('snap-blank', 'vol-gone');
    await hypervisor.deleteDisk('vol-gone');
    await hypervisor.deleteDisk('vol-gone');
    await expect(hypervisor.copyDisk('vol-gone', 'vol-8')).rejects.toThrow(
      "There is no disk 'vol-gone'",
    );
  });

  it('leaves no machine behind when it is closed', async () => {
    const closing = await QemuHypervisor.create({
      directory: join(directory, 'closing'),
      maxBooting: 1,
    });
    await closing.importDisk(join(directory, 'blank.raw'), 'vol-a');
    await closing.importDisk(join(directory, 'blank.raw'), 'vol-b');
    const running = await closing.boot(spec(8, { disk: 'vol-a' }));
    const waiting = closing.boot(spec(9, { disk: 'vol-b' }));
    waiting.catch(() => {});

    await closing.close();
    await closing.close();
    await expect(waiting).rejects.toThrow('hypervisor is closed');
    expect(await running.exited).toEqual({ by: 'host' });
    await expect(closing.boot(spec(8, { disk: 'vol-a' }))).rejects.toThrow(
      'hypervisor is closed',
    );
  });

  it('leaves no machine behind when its own process is killed', async () => {
    const state = join(directory, 'killed');
    const program = `
      const { QemuHypervisor } = require(${JSON.stringify(__dirname)});
      (async () => {
        const hypervisor = await QemuHypervisor.create({ directory: ${JSON.stringify(
          state,
        )} });
        await hypervisor.importDisk(${JSON.stringify(
          join(directory, 'blank.raw'),
        )}, 'vol-1');
        await hypervisor.boot({ ...${JSON.stringify(
          spec(9, { disk: 'vol-1' }),
        )}, metadata() {} });
        console.log('booted');
        setInterval(() => {}, 1000);
      })();`;
    const transform = require.resolve(
      '@backstage/cli/config/nodeTransform.cjs',
    );
    const child = spawn(process.execPath, ['-r', transform, '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { PATH: process.env.PATH },
    });
    await once(child.stdout, 'data');
    const pid = await readFile(join(state, 'machines/i-9/qemu.pid'), 'utf8');
    expect(existsSync(`/proc/${pid.trim()}`)).toBe(true);

    child.kill('SIGKILL');
    await until(() => !existsSync(`/proc/${pid.trim()}`));
  });

  it('refuses to run less than one machine', async () => {
    await expect(
      QemuHypervisor.create({ directory, maxBooting: 0 }),
    ).rejects.toThrow('maxBooting is 0: must be 1 or more');
  });
});

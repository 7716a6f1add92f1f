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

import type { Finding } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { BootRecord } from '../BootRecord';
import { diagnose, fatalFinding } from '../diagnose';
import { loadCatalogue } from '../signatures/catalogue';

const ABOUT = {
  category: 'io',
  severity: 'error',
  cause: 'Because.',
  remedy: 'Mend it.',
  references: ['https://example.com/'],
  samples: ['x'],
  notSamples: ['y'],
};

/** Signatures that no boot shows but these. */
const catalogue = loadCatalogue([
  { ...ABOUT, id: 'plain', title: 'Plain', matches: ['zzplain'] },
  {
    ...ABOUT,
    id: 'named',
    title: 'Named {device}: {missing}',
    matches: ['zznamed(?: on (?P<device>\\w+))?(?P<missing>zz)?'],
    unless: ['on sr0'],
  },
  {
    ...ABOUT,
    id: 'quoted',
    title: 'Quoted {device}',
    matches: ['zzquoted "(?P<device>[^"]+)"'],
  },
  {
    ...ABOUT,
    id: 'noticed',
    title: 'Noticed',
    severity: 'warning',
    severityOnceBooted: 'warning',
    matches: ['zznoticed'],
  },
  {
    ...ABOUT,
    id: 'no-root',
    title: 'No root',
    prevents: 'root-mounted',
    matches: ['zznoroot'],
    explains: ['ended'],
  },
  {
    ...ABOUT,
    id: 'ended',
    title: 'Ended',
    fatal: true,
    matches: ['zzended'],
  },
  {
    ...ABOUT,
    id: 'no-driver',
    title: 'No driver',
    prevents: 'network',
    absent: { after: 'init', lines: ['zzdriver'], only: ['zznitro'] },
  },
]);

const KERNEL = '[    0.0] Linux version 6.1.0';
const MOUNTED = '[    1.0] VFS: Mounted root (ext4 filesystem) readonly';
const INIT = '[    1.1] Run /sbin/init as init process';
const BOOTED = [KERNEL, MOUNTED, INIT, 'localhost login:'];

function ranked(lines: string[], rest: Omit<BootRecord, 'console'> = {}) {
  const diagnosis = diagnose({ console: lines.join('\n'), ...rest }, catalogue);
  return {
    headline: diagnosis.headline?.id,
    findings: diagnosis.findings.map(({ id, severity }) => `${id} ${severity}`),
    diagnosis,
  };
}

describe('how bad a finding is', () => {
  it('what the boot passed was not what it failed of, wherever it was said', () => {
    expect(ranked([KERNEL, 'zznoroot', MOUNTED]).findings).toEqual([
      'no-root info',
    ]);
    expect(ranked([KERNEL, MOUNTED, 'zznoroot']).findings).toEqual([
      'no-root info',
    ]);
    expect(ranked([KERNEL, 'zznoroot']).findings).toEqual(['no-root error']);
  });

  it('a boot that came to its end has no errors', () => {
    expect(ranked([...BOOTED, 'zzplain']).headline).toBeUndefined();
    expect(ranked([KERNEL, MOUNTED, 'zzplain']).headline).toBe('plain');
  });

  it('unless its service does not answer', () => {
    const lines = [KERNEL, 'zzplain', ...BOOTED.slice(1)];
    expect(ranked(lines, { service: 'silent' }).headline).toBe('plain');
    expect(ranked(lines, { service: 'answered' }).headline).toBeUndefined();
  });

  it('what nothing comes after is only overcome by what came after it', () => {
    expect(ranked([...BOOTED, 'zzended']).headline).toBe('ended');
    expect(ranked([KERNEL, 'zzended', ...BOOTED]).headline).toBeUndefined();
  });

  it('says what it is told to say of a boot that went on', () => {
    expect(ranked([...BOOTED, 'zznoticed']).headline).toBe('noticed');
  });
});

describe('what is the headline', () => {
  it('the cause before its consequence, in whichever order they were said', () => {
    expect(ranked([KERNEL, 'zzended', 'zznoroot']).findings).toEqual([
      'no-root error',
      'ended error',
    ]);
  });

  it('not what did no harm, though it explains', () => {
    expect(ranked([KERNEL, 'zznoroot', MOUNTED, 'zzended']).findings).toEqual([
      'ended error',
      'no-root info',
    ]);
  });

  it('the heavier before the lighter, and the earlier of equals', () => {
    expect(
      ranked([KERNEL, 'zznoticed', 'zzplain', 'zznamed on a']).findings,
    ).toEqual(['plain error', 'named error', 'noticed warning']);
  });

  it('what ended the boot, and then what is in its way', () => {
    expect(ranked([KERNEL, 'zzplain', 'zznoroot']).headline).toBe('no-root');
    expect(ranked([KERNEL, 'zzplain', 'zzended']).headline).toBe('ended');
  });

  it('never what the last good run showed as well', () => {
    const { diagnosis } = ranked([KERNEL, 'zzplain'], { lastGood: ['plain'] });
    expect(diagnosis.headline).toBeNull();
    expect(diagnosis.findings[0].inLastGood).toBe(true);
    expect(
      ranked([KERNEL, 'zzplain', 'zznoticed'], { lastGood: ['plain'] })
        .headline,
    ).toBe('noticed');
  });

  it('none when nothing is known; then the last lines are there', () => {
    const { diagnosis } = ranked([KERNEL, 'something', '', 'else']);
    expect(diagnosis.headline).toBeNull();
    expect(diagnosis.lastLines.map(({ line, text }) => [line, text])).toEqual([
      [1, KERNEL],
      [2, 'something'],
      [4, 'else'],
    ]);
  });

  it('none of a boot that went well; its last lines prove nothing', () => {
    expect(ranked([...BOOTED]).diagnosis.lastLines).toEqual([]);
  });

  it('that the service is silent, when nothing tells why', () => {
    expect(ranked([...BOOTED], { service: 'silent' }).headline).toBe(
      'service-silent',
    );
    expect(ranked([KERNEL], { service: 'silent' }).headline).toBeUndefined();
  });

  it('what comes from elsewhere, by its weight', () => {
    const slow: Finding = {
      ...ABOUT,
      id: 'slow-boot',
      category: 'service',
      severity: 'warning',
      title: 'Slow',
      evidence: { source: 'run' },
      count: 1,
      inLastGood: false,
    };
    expect(
      ranked(BOOTED, { service: 'answered', further: [slow] }).headline,
    ).toBe('slow-boot');
    expect(ranked([KERNEL, 'zzplain'], { further: [slow] }).headline).toBe(
      'plain',
    );
  });
});

describe('a finding', () => {
  it('is counted, and keeps its first evidence', () => {
    const { diagnosis } = ranked(['x', 'zzplain', 'zzplain']);
    expect(diagnosis.headline).toMatchObject({
      count: 2,
      evidence: { source: 'console', line: 2, text: 'zzplain' },
    });
  });

  it('is named by what its pattern caught; what it did not is left out', () => {
    expect(ranked(['zznamed on sda']).diagnosis.headline?.title).toBe(
      'Named sda',
    );
    expect(ranked(['zznamed']).diagnosis.headline?.title).toBe('Named');
  });

  it('is none where a benign look-alike is meant, on a command line, or in a report of our own', () => {
    expect(
      ranked([
        'zznamed on sr0',
        'Kernel command line: zzplain=1',
        '[    9.1] cloud-init[611]: ++ echo zzplain',
        'ASTG1 2 unit zzplain #000000',
      ]).findings,
    ).toEqual([]);
  });

  it('has the offset of its line', () => {
    expect(
      ranked(['x', 'zzplain'], { offsetOfLine: line => line * 100 }).diagnosis
        .headline?.evidence.offsetMs,
    ).toBe(200);
  });

  it('may be what is missing, where it was to be expected and the log is whole', () => {
    const nitro = [KERNEL, 'zznitro', MOUNTED, INIT];
    expect(ranked(nitro).headline).toBe('no-driver');
    expect(ranked([...nitro, 'zzdriver']).headline).toBeUndefined();
    expect(ranked([KERNEL, MOUNTED, INIT]).headline).toBeUndefined();
    expect(ranked([KERNEL, 'zznitro', MOUNTED]).headline).toBeUndefined();
    expect(ranked(['zznitro', MOUNTED, INIT]).headline).toBeUndefined();
  });

  it('is not missed yet while the boot is on its way, and nothing came of it', () => {
    const onItsWay = [
      '[    0.0] Linux version 6.1',
      '[    0.0] DMI: Amazon EC2 m5.large/, BIOS 1.0 10/16/2017',
      '[    0.6] Run /init as init process',
    ];
    const headlineOf = (lines: string[]) =>
      diagnose({ console: lines.join('\n') }).headline?.id;
    expect(headlineOf(onItsWay)).toBeUndefined();
    expect(
      headlineOf([...onItsWay, 'ALERT! /dev/sda1 does not exist. Dropping']),
    ).toBe('nvme-driver-missing');
  });
});

describe('the words of another platform', () => {
  const ofLinux = { ...ABOUT, id: 'of-linux', title: 'L', platform: 'linux' };
  const both = loadCatalogue([{ ...ofLinux, matches: ['zzlinux'] }]);
  const idsIn = (console: string) =>
    diagnose({ console }, both).findings.map(({ id }) => id);

  it('are no finding of a boot that is known to be of this one', () => {
    const windows = 'Windows sysprep configuration complete.\nzzlinux';
    expect(idsIn(windows)).toEqual([]);
    expect(idsIn('Linux version 6.1\nzzlinux')).toEqual(['of-linux']);
    expect(idsIn('zzlinux')).toEqual(['of-linux']);
  });
});

describe('of several boots', () => {
  it('only the one that tells has errors', () => {
    expect(
      ranked([KERNEL, 'zzplain', 'reboot: Restarting system', ...BOOTED])
        .findings,
    ).toEqual(['plain info']);
  });
});

describe('what a title names', () => {
  it('is bounded, and has nothing that would hide or turn around other words', () => {
    const titled = (device: string) =>
      ranked([KERNEL, `zzquoted "${device}"`]).diagnosis.headline?.title;
    expect(titled('/dev/\u202esda1\u2028x')).toBe('Quoted /dev/ sda1 x');
    expect(titled('y'.repeat(500))).toBe(`Quoted ${'y'.repeat(100)}…`);
  });
});

describe('the fatal finding', () => {
  const fatal = (lines: string[], screens = false, text?: string) =>
    fatalFinding(
      {
        console: lines.join('\n'),
        screens: text ? [{ offsetMs: 9000, text }] : [],
      },
      { screens },
      catalogue,
    )?.id;

  it('is the one that nothing came after', () => {
    expect(fatal([KERNEL, 'zzended', 'and some more'])).toBe('ended');
    expect(fatal([KERNEL, 'zzended', MOUNTED])).toBeUndefined();
    expect(fatal([KERNEL, 'zzended', KERNEL])).toBeUndefined();
    expect(fatal([KERNEL, 'zzplain'])).toBeUndefined();
  });

  it('is none that a program tells of under its own name', () => {
    const by = (program: string) =>
      fatal([...BOOTED, `[   12.1] ${program}: worker 3 zzended`]);
    expect(by('acme[812]')).toBeUndefined();
    expect(by('systemd[1]')).toBe('ended');
    expect(by('dracut-initqueue[312]')).toBe('ended');
  });

  it('is one of a screen only when that is enough', () => {
    expect(fatal([KERNEL], false, 'zzended')).toBeUndefined();
    expect(fatal([KERNEL], true, 'zzended')).toBe('ended');
  });
});

describe('the signatures of an installation', () => {
  it.each([
    [{ id: 'Not Kebab' }, 'id'],
    [{ matches: ['('] }, 'matches[0]'],
    [{ matches: ['(?:a|bcd)'] }, 'matches[0]'],
    [{ unless: ['['] }, 'unless[0]'],
    [{ matches: undefined }, 'matches'],
    [{ id: 'root-device-missing' }, 'two signatures'],
  ])('%j is refused, and the message names %s', (wrong, named) => {
    const signature = {
      ...ABOUT,
      id: 'mine',
      title: 'Mine',
      matches: ['mine'],
      ...wrong,
    };
    expect(() => loadCatalogue([signature])).toThrow(named);
  });
});

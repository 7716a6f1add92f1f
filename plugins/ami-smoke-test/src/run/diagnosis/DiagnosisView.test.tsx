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

import type { Run } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { renderInTestApp } from '@backstage/test-utils';
import { fireEvent, screen, within } from '@testing-library/react';
import { aRunOfPage } from '../__testUtils__/runs';
import { aDiagnosis, aFinding } from './__testUtils__/findings';
import { DiagnosisView } from './DiagnosisView';

async function show(fields: Partial<Run>) {
  const onJump = jest.fn();
  await renderInTestApp(
    <DiagnosisView run={aRunOfPage(fields)} onJump={onJump} />,
  );
  return { onJump };
}

const failed = { verdict: 'failed', stage: 'finished' } as const;
const text = () =>
  screen.getByRole('region', { name: 'Diagnosis' }).textContent;

describe('the diagnosis of a run', () => {
  it('says how far the boot came, what went wrong, what proves it, and what to do, in this order', async () => {
    const { onJump } = await show({ ...failed, diagnosis: aDiagnosis() });

    const order = [
      'Furthest stage: initramfs, after 3 s',
      'The root device /dev/sda1 was not found',
      'ALERT! /dev/sda1 does not exist.',
      'The kernel has no driver for it.',
      'Build an initramfs with the NVMe driver.',
    ].map(words => text()!.indexOf(words));
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(order).not.toContain(-1);
    expect(screen.getByRole('img', { name: 'error' })).toBeInTheDocument();
    expect(screen.getByText('block device')).toBeInTheDocument();
    expect(screen.getByRole('link', { name: /root-device/ })).toHaveAttribute(
      'href',
      'https://docs.aws.amazon.com/ec2/root-device.html',
    );

    fireEvent.click(screen.getByRole('button', { name: /ALERT!/ }));
    expect(onJump).toHaveBeenCalledWith(
      expect.objectContaining({ line: 132, offsetMs: 4_200 }),
    );
  });

  describe('the advice of the headline', () => {
    const more = () => screen.queryByRole('button', { name: 'More about it' });

    it('is folded until it is asked for, and can always be read aloud', async () => {
      await show({ ...failed, diagnosis: aDiagnosis() });
      const remedy = screen.getByText(aFinding().remedy);
      const advice = remedy.closest('dl');

      expect(advice).toHaveAttribute('data-folded', 'true');
      expect(more()).toHaveAttribute('aria-expanded', 'false');
      expect(remedy).toBeVisible();

      fireEvent.click(more()!);
      expect(advice).toHaveAttribute('data-folded', 'false');
      const less = screen.getByRole('button', { name: 'Less' });
      expect(less).toHaveAttribute('aria-expanded', 'true');
      expect(more()).toBeNull();

      fireEvent.click(less);
      expect(advice).toHaveAttribute('data-folded', 'true');
      expect(more()).toBeInTheDocument();
    });

    const withoutReferences = aFinding({ references: [] });
    const diagnosis = aDiagnosis({
      headline: withoutReferences,
      findings: [withoutReferences],
    });

    it('offers no more than it shows', async () => {
      await show({ ...failed, diagnosis });
      expect(more()).toBeNull();
    });

    it('offers the rest of a text that is cut off, and to fold it again', async () => {
      // Nothing is laid out here: as if each text were a line longer than there is room for.
      jest
        .spyOn(Element.prototype, 'scrollHeight', 'get')
        .mockImplementation(function height(this: Element) {
          return this.closest('[data-folded="true"]') ? 60 : 0;
        });
      await show({ ...failed, diagnosis });
      fireEvent.click(more()!);
      fireEvent.click(screen.getByRole('button', { name: 'Less' }));
      expect(more()).toBeInTheDocument();
    });

    afterEach(() => jest.restoreAllMocks());
  });

  it('has a ladder whose rungs lead to the moments at which they were reached', async () => {
    const { onJump } = await show({ ...failed, diagnosis: aDiagnosis() });

    const ladder = screen.getByRole('list', { name: 'Stages of the boot' });
    expect(
      within(ladder)
        .getAllByRole('listitem')
        .find(rung => rung.getAttribute('aria-current') === 'step'),
    ).toHaveTextContent(/initramfs.*3 s/);
    expect(within(ladder).getAllByText('not reached')).toHaveLength(5);
    expect(within(ladder).getByText('not seen')).toBeInTheDocument();
    fireEvent.click(within(ladder).getByRole('button', { name: /kernel/ }));
    expect(onJump).toHaveBeenCalledWith(
      expect.objectContaining({ offsetMs: 1_200 }),
    );
  });

  it('folds the other findings away by weight, and says what the last good run had as well', async () => {
    const headline = aFinding();
    const others = [
      aFinding({ id: 'oom', severity: 'warning', title: 'Out of memory' }),
      aFinding({
        id: 'floppy',
        severity: 'info',
        title: 'The floppy cannot be read',
        inLastGood: true,
        count: 3,
      }),
      aFinding({ id: 'rng', severity: 'info', title: 'Little entropy' }),
    ];
    await show({
      ...failed,
      diagnosis: aDiagnosis({ headline, findings: [headline, ...others] }),
    });

    expect(screen.getAllByText(headline.title)).toHaveLength(1);
    const notes = screen.getByText('2 notes').closest('details')!;
    expect(notes.open).toBe(false);
    expect(screen.getByText('1 warning').closest('details')!.open).toBe(false);
    const floppy = within(notes)
      .getByText(/floppy/)
      .closest('article')!;
    expect(floppy).toHaveTextContent('also in the last good run');
    expect(floppy).toHaveTextContent('seen 3 times');
  });

  it('says that it does not know, and how the log ends', async () => {
    const { onJump } = await show({
      ...failed,
      diagnosis: aDiagnosis({
        headline: null,
        findings: [],
        lastLines: [1, 2, 3, 4, 5].map(line => ({
          source: 'console',
          line,
          text: `the line ${line}`,
        })),
      }),
    });

    expect(
      screen.getByRole('heading', { name: 'What went wrong is not known' }),
    ).toBeInTheDocument();
    expect(screen.queryByText('the line 1')).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: /the line 5/ }));
    expect(onJump).toHaveBeenCalledWith(expect.objectContaining({ line: 5 }));
  });

  it('claims nothing about a run that goes on', async () => {
    await show({
      stage: 'probing',
      diagnosis: aDiagnosis({ headline: null, findings: [] }),
    });
    expect(text()).toContain('Furthest stage: initramfs');
    expect(text()).not.toContain('not known');
  });

  it('has what is not well with a passed run folded to a line', async () => {
    const slow = aFinding({
      id: 'slow-boot',
      severity: 'warning',
      title: 'It booted more slowly than usual',
      evidence: { source: 'run', text: '92 s; usually 40 s' },
    });
    await show({
      ...failed,
      verdict: 'passed',
      diagnosis: aDiagnosis({
        furthestStage: 'login',
        headline: slow,
        findings: [slow],
      }),
    });
    const [line] = screen.getAllByText(/It booted more slowly/);
    expect(line.closest('details')!.open).toBe(false);
    // There is no place to go to.
    expect(screen.queryByRole('button', { name: /usually 40 s/ })).toBeNull();
  });

  it('tells since when the screen stands still', async () => {
    const { onJump } = await show({
      ...failed,
      diagnosis: aDiagnosis({
        standstill: { kind: 'cursor-only', sinceMs: 12_000, untilMs: 57_000 },
      }),
    });
    fireEvent.click(
      screen.getByRole('button', {
        name: 'On the screen nothing but a cursor or a spinner has moved since 12 s, for 45 s.',
      }),
    );
    expect(onJump).toHaveBeenCalledWith({ offsetMs: 12_000 });
  });

  it('quotes nothing to whoever may not see evidence, and leads to no log', async () => {
    const finding = aFinding({
      evidence: { source: 'console', line: 132, offsetMs: 4_200 },
    });
    await show({
      ...failed,
      evidence: false,
      diagnosis: aDiagnosis({ headline: finding, findings: [finding] }),
    });
    expect(screen.getByText('line 132 · 4.2 s')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /132/ })).toBeNull();
    expect(screen.getByText(finding.remedy)).toBeInTheDocument();
  });

  it('says that there is nothing yet, or nothing at all', async () => {
    await show({ stage: 'booting' });
    expect(text()).toBe('Nothing of the boot has been read yet.');
  });

  it('says of a run from before there were diagnoses that it has none', async () => {
    await show(failed);
    expect(text()).toBe('This run has no diagnosis.');
  });

  it('says of a boot that left no trace that nothing was recognised', async () => {
    await show({
      ...failed,
      diagnosis: aDiagnosis({
        platform: 'unknown',
        furthestStage: null,
        stages: [],
        headline: null,
        findings: [],
      }),
    });
    expect(
      screen.getByRole('heading', { name: 'Nothing of a boot was recognised' }),
    ).toBeInTheDocument();
  });

  it('is not there before the machine is on', async () => {
    await show({ onlineAt: undefined, stage: 'queued' });
    expect(screen.queryByRole('region', { name: 'Diagnosis' })).toBeNull();
  });
});

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

import type {
  CheckAttempts,
  CheckSummary,
  Run,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { Text } from '@backstage/ui';
import {
  RiCheckboxCircleFill,
  RiCloseCircleFill,
  RiTimeLine,
} from '@remixicon/react';
import { useTexts } from '../../../translations/useTexts';
import { formatDuration } from '../../../ui';
import styles from './Checks.module.css';
import { endOf, segmentsOf } from './timeline';

const ICONS = {
  passed: RiCheckboxCircleFill,
  failed: RiCloseCircleFill,
  waiting: RiTimeLine,
};

/** More rows of attempts than this are shown when the reader asks for them. */
const FEW = 6;

/** Every question to the service, with every attempt; a click shows the moment of it. */
export function Checks(props: {
  run: Run;
  onSeek: (offsetMs: number) => void;
}) {
  const { run, onSeek } = props;
  const t = useTexts();
  const endMs = endOf(run.attempts);
  return (
    <section className={styles.section} aria-labelledby="ami-smoke-test-checks">
      <Text as="h2" variant="title-x-small" id="ami-smoke-test-checks">
        {t('run.summary.checks.title')}
      </Text>
      {run.checks.length === 0 && (
        <Text color="secondary">{t('run.summary.checks.none')}</Text>
      )}
      <ul className={styles.checks}>
        {run.checks.map(check => (
          <Check
            key={check.name}
            check={check}
            attempts={run.attempts.filter(row => row.check === check.name)}
            endMs={endMs}
            onSeek={onSeek}
          />
        ))}
      </ul>
    </section>
  );
}

function Check(props: {
  check: CheckSummary;
  attempts: CheckAttempts[];
  endMs: number;
  onSeek: (offsetMs: number) => void;
}) {
  const { check, attempts, onSeek } = props;
  const t = useTexts();
  const Icon = ICONS[check.state];
  const isShort = attempts.length <= FEW;
  const told = isShort && attempts.some(row => row.detail === check.detail);
  return (
    <li className={styles.check}>
      <div className={styles.head}>
        <span className={styles.state} data-state={check.state}>
          <Icon size={18} aria-hidden />
          {t(`run.summary.checks.state.${check.state}`)}
        </span>
        <Text as="h3" variant="body-medium" weight="bold">
          {check.name}
        </Text>
        <code className={styles.target}>
          {[check.type, check.target]
            .filter(word => !check.name.includes(word))
            .join(' ')}
        </code>
        {check.passedAtMs !== undefined && (
          <Moment offsetMs={check.passedAtMs} onSeek={onSeek}>
            {t('run.summary.checks.passedAt', {
              offset: formatDuration(check.passedAtMs),
            })}
          </Moment>
        )}
      </div>
      {check.detail && !told && <p className={styles.answer}>{check.detail}</p>}
      {attempts.length > 0 && (
        <>
          <Bar attempts={attempts} endMs={props.endMs} onSeek={onSeek} />
          <details open={isShort}>
            <summary className={styles.summary}>
              {t('run.summary.checks.attempts', { count: check.attempts })}
            </summary>
            <Rows attempts={attempts} onSeek={onSeek} />
          </details>
        </>
      )}
    </li>
  );
}

function Bar(props: {
  attempts: CheckAttempts[];
  endMs: number;
  onSeek: (offsetMs: number) => void;
}) {
  const t = useTexts();
  return (
    <div className={styles.bar}>
      {segmentsOf(props.attempts, props.endMs).map(segment => {
        const words = t('run.summary.checks.segment', {
          outcome: t(`run.summary.checks.outcome.${segment.outcome}`),
          from: formatDuration(segment.firstOffsetMs),
          to: formatDuration(segment.lastOffsetMs),
        });
        return (
          <button
            key={segment.firstOffsetMs}
            type="button"
            className={styles.segment}
            data-outcome={segment.outcome}
            style={{ left: `${segment.left}%`, width: `${segment.width}%` }}
            aria-label={words}
            title={words}
            onClick={() => props.onSeek(segment.firstOffsetMs)}
          />
        );
      })}
    </div>
  );
}

function Rows(props: {
  attempts: CheckAttempts[];
  onSeek: (offsetMs: number) => void;
}) {
  const { attempts, onSeek } = props;
  const t = useTexts();
  return (
    <div className={styles.scroll}>
      <table className={styles.rows}>
        <thead>
          <tr>
            <th scope="col">{t('run.summary.checks.when')}</th>
            <th scope="col">{t('run.summary.checks.times')}</th>
            <th scope="col">{t('run.summary.checks.outcomeName')}</th>
            <th scope="col">{t('run.summary.checks.answer')}</th>
          </tr>
        </thead>
        <tbody>
          {attempts.map(row => (
            <tr key={row.firstOffsetMs}>
              <td className={styles.when}>
                <Moment offsetMs={row.firstOffsetMs} onSeek={onSeek}>
                  {formatDuration(row.firstOffsetMs)}
                </Moment>
                {row.lastOffsetMs > row.firstOffsetMs && (
                  <>
                    {' – '}
                    <Moment offsetMs={row.lastOffsetMs} onSeek={onSeek}>
                      {formatDuration(row.lastOffsetMs)}
                    </Moment>
                  </>
                )}
              </td>
              <td className={styles.count}>{row.count}</td>
              <td className={styles.outcome}>
                <span data-outcome={row.outcome}>
                  {t(`run.summary.checks.outcome.${row.outcome}`)}
                </span>
              </td>
              <td>{row.detail}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Moment(props: {
  offsetMs: number;
  onSeek: (offsetMs: number) => void;
  children: string;
}) {
  const t = useTexts();
  const time = formatDuration(props.offsetMs);
  return (
    <button
      type="button"
      className={styles.moment}
      title={t('run.console.seek', { time })}
      onClick={() => props.onSeek(props.offsetMs)}
    >
      {props.children}
    </button>
  );
}

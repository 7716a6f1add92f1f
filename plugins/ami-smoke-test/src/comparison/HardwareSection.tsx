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
  Comparison,
  HardwareLine,
  Run,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { useRouteRef } from '@backstage/core-plugin-api';
import { Flex, Text } from '@backstage/ui';
import { useId } from 'react';
import { Link } from 'react-router-dom';
import { runRouteRef } from '../routes';
import { useTexts } from '../translations/useTexts';
import { plainText } from '../ui';
import styles from './HardwareSection.module.css';
import type { SideNames } from './sides';

/** What only one of the two boots says of hardware and drivers: what is missing now, and what is new. */
export function HardwareSection(props: {
  run: Run;
  other: Run;
  names: SideNames;
  hardware: NonNullable<Comparison['hardware']>;
}) {
  const t = useTexts();
  const runRoute = useRouteRef(runRouteRef);
  const { run, other, names, hardware } = props;
  const { missing, added } = hardware;
  const isAlike = missing.length + added.length === 0;
  return (
    <Flex direction="column" gap="2">
      <Text as="h2" variant="title-x-small" weight="bold">
        {t('comparison.hardware.title')}
      </Text>
      {isAlike && (
        <Text color="secondary">{t('comparison.hardware.alike')}</Text>
      )}
      {missing.length > 0 && (
        <Lines
          side="there"
          title={t('comparison.hardware.missing', { count: missing.length })}
          name={names.there}
          href={runRoute({ runId: other.id })}
          lines={missing}
        />
      )}
      {added.length > 0 && (
        <Lines
          side="here"
          title={t('comparison.hardware.added', { count: added.length })}
          name={names.here}
          href={runRoute({ runId: run.id })}
          lines={added}
        />
      )}
      {!isAlike && (
        <Text variant="body-small" color="secondary">
          {t('comparison.hardware.legend')}
        </Text>
      )}
    </Flex>
  );
}

function Lines(props: {
  side: 'here' | 'there';
  title: string;
  name: string;
  href: string;
  lines: HardwareLine[];
}) {
  const t = useTexts();
  const id = useId();
  const { side, title, name, href, lines } = props;
  return (
    <div>
      <Text as="p" id={id}>
        {title}
      </Text>
      <ul className={styles.lines} aria-labelledby={id}>
        {lines.map(({ number, text }) => (
          <li key={number} className={styles.line} data-side={side}>
            <Link
              className={styles.number}
              to={`${href}#L${number}`}
              aria-label={t('comparison.console.line', {
                side: name,
                number: String(number),
              })}
            >
              {number}
            </Link>
            <span>{plainText(text)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

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
import type { Build } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { useRouteRef } from '@backstage/core-plugin-api';
import { Button, ButtonLink, Text } from '@backstage/ui';
import { RiCloseLine, RiLayoutColumnLine } from '@remixicon/react';
import { decidingRun, runsToCompare } from '../builds';
import { comparisonRouteRef } from '../routes';
import { useTexts } from '../translations/useTexts';
import { Instant, standingOf, VerdictBadge } from '../ui';
import styles from './CompareBar.module.css';

/** What can be done with the ticked builds: two are compared with each other, one with the last good one. */
export function CompareBar(props: { ticked: Build[]; onClear: () => void }) {
  const t = useTexts();
  const comparisonHref = useRouteRef(comparisonRouteRef);
  const [newer, older] = [...props.ticked].sort(
    (a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt),
  );
  if (!newer) return null;
  const pair = older && runsToCompare(newer, older);
  const run = pair?.run ?? decidingRun(newer);
  const href =
    run &&
    comparisonHref({ runId: run.id }) + (pair ? `?with=${pair.other.id}` : '');
  return (
    <section className={styles.bar} aria-label={t('history.compare.label')}>
      <Text variant="body-small" color="secondary" role="status">
        {older ? t('history.compare.two') : t('history.compare.one')}
      </Text>
      <ul className={styles.ticked}>
        {[newer, older].map(
          build =>
            build && (
              <li key={build.id} className={styles.one}>
                <VerdictBadge standing={standingOf(build)} />
                <code>{build.images[0]?.imageId}</code>
                <Instant at={build.createdAt} />
              </li>
            ),
        )}
      </ul>
      {href && (
        <ButtonLink
          size="small"
          variant={pair ? 'primary' : 'secondary'}
          iconStart={<RiLayoutColumnLine />}
          href={href}
        >
          {pair ? t('history.compare.both') : t('history.compare.lastGood')}
        </ButtonLink>
      )}
      <Button
        size="small"
        variant="tertiary"
        iconStart={<RiCloseLine />}
        onPress={props.onClear}
      >
        {t('history.compare.clear')}
      </Button>
    </section>
  );
}

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
import { Link } from 'react-router-dom';
import { starterOf } from '../builds';
import { buildRouteRef } from '../routes';
import { useTexts } from '../translations/useTexts';
import { Instant } from '../ui';
import styles from './StartedCell.module.css';

/** When a build was started, through what and by whom; a re-run leads to what it repeats. */
export function StartedCell(props: { build: Build }) {
  const t = useTexts();
  const buildHref = useRouteRef(buildRouteRef);
  const { createdAt, createdBy, source, rerunOf } = props.build;
  return (
    <>
      <span className={styles.at}>
        <Instant at={createdAt} />
      </span>
      <span className={styles.trigger} title={createdBy}>
        {t('history.row.by', {
          source: t(`ui.source.${source}`),
          who: starterOf(props.build),
        })}
        {rerunOf && (
          <>
            {' '}
            <Link
              className={styles.original}
              to={buildHref({ buildId: rerunOf })}
            >
              {t('history.row.rerunOf')}
            </Link>
          </>
        )}
      </span>
    </>
  );
}

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
import { Button } from '@backstage/ui';
import { useState } from 'react';
import { Link } from 'react-router-dom';
import { runRouteRef } from '../routes';
import { useTexts } from '../translations/useTexts';
import { CopyButton } from '../ui';
import styles from './ImageList.module.css';

/** How many images are named before one asks for the others. */
const NAMED = 2;

/** The images of a build, each with a link to its run and a way to copy its id. */
export function ImageList(props: { build: Build }) {
  const t = useTexts();
  const runHref = useRouteRef(runRouteRef);
  const [all, setAll] = useState(false);
  const { images, runs } = props.build;
  const rest = images.length - NAMED;
  const shown = all || rest === 1 ? images : images.slice(0, NAMED);
  return (
    <div className={styles.images}>
      {shown.map(({ imageId, region }) => {
        const run = runs.find(
          ({ image }) => image.imageId === imageId && image.region === region,
        );
        return (
          <span key={`${region} ${imageId}`} className={styles.image}>
            {run ? (
              <Link className={styles.id} to={runHref({ runId: run.id })}>
                {imageId}
              </Link>
            ) : (
              <span className={styles.id}>{imageId}</span>
            )}
            <CopyButton what={t('history.row.imageId')} text={imageId} />
          </span>
        );
      })}
      {rest > 1 && (
        <Button
          size="small"
          variant="tertiary"
          aria-expanded={all}
          onPress={() => setAll(!all)}
        >
          {all
            ? t('history.row.fewer')
            : t('history.row.more', { count: rest })}
        </Button>
      )}
    </div>
  );
}

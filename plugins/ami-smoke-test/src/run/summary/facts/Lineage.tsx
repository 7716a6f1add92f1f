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
import { useTexts } from '../../../translations/useTexts';
import { Fact } from './Fact';
import styles from './Facts.module.css';
import { revisionUrl, safeUrl, shortAddress } from './links';
import { Outside } from './Outside';

/** Characters of a revision that are shown. */
const SHORT_REVISION = 10;

/** Where the images of a build come from, as far as it is known: facts of a `<dl>`. */
export function Lineage(props: {
  build: Pick<Build, 'packer' | 'lineage' | 'source'>;
  sourceImageUrl: (imageId: string) => string | undefined;
}) {
  const { packer, lineage = {}, source } = props.build;
  const { repository, gitRevision, gitRef, jobUrl, sourceImageId } = lineage;
  const t = useTexts();
  return (
    <>
      {packer ? (
        <Fact name={t('run.summary.packer')}>
          {packer.buildName}
          <span className={styles.quiet} title={packer.runUuid}>
            {packer.builderType} · {packer.runUuid}
          </span>
        </Fact>
      ) : (
        source !== 'rerun' && (
          <Fact name={t('run.summary.trigger')}>
            {t(`ui.source.${source}`)}
          </Fact>
        )
      )}
      {repository && (
        <Fact name={t('run.summary.repository')}>
          <Outside url={repository} text={shortAddress(repository)} />
        </Fact>
      )}
      {(gitRevision || gitRef) && (
        <Fact name={t('run.summary.revision')}>
          {gitRevision && (
            <span className={styles.code} title={gitRevision}>
              <Outside
                url={revisionUrl(repository, gitRevision)}
                text={gitRevision.slice(0, SHORT_REVISION)}
              />
            </span>
          )}
          {gitRef && <span className={styles.quiet}>{gitRef}</span>}
        </Fact>
      )}
      {jobUrl && (
        <Fact name={t('run.summary.job')}>
          <Outside
            url={jobUrl}
            text={safeUrl(jobUrl) ? shortAddress(jobUrl) : jobUrl}
          />
        </Fact>
      )}
      {sourceImageId && (
        <Fact name={t('run.summary.sourceImage')}>
          <Outside
            url={props.sourceImageUrl(sourceImageId)}
            text={sourceImageId}
          />
        </Fact>
      )}
    </>
  );
}

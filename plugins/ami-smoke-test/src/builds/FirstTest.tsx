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
import { configApiRef, useApi } from '@backstage/core-plugin-api';
import { Text } from '@backstage/ui';
import { useTexts } from '../translations/useTexts';
import { Snippet } from '../ui';
import styles from './FirstTest.module.css';
import {
  preflightCommand,
  templateSnippet,
  type SnippetSubject,
} from './snippets';

/** How to have the images of a family tested, for whoever has no test of it yet. */
export function FirstTest(props: SnippetSubject) {
  const t = useTexts();
  const backend = useApi(configApiRef).getOptionalString('backend.baseUrl');
  const preflight = [
    ...(backend ? [`AMI_SMOKE_TEST_URL=${backend} \\\n  `] : []),
    preflightCommand(props),
  ].join('');
  return (
    <div className={styles.steps}>
      <Text color="secondary">
        {t('builds.first.text', { family: props.family })}
      </Text>
      <Snippet
        what={t('builds.first.template')}
        text={templateSnippet(props)}
      />
      <Text color="secondary">{t('builds.first.preflightHint')}</Text>
      <Snippet what={t('builds.first.preflight')} text={preflight} />
    </div>
  );
}

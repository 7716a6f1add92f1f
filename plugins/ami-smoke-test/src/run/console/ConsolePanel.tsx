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
  Run,
  ScreenText,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { Skeleton, Text } from '@backstage/ui';
import { RiTerminalBoxLine } from '@remixicon/react';
import { type ConsoleLog, troubleOf, useConsole } from '../../data';
import { useTexts } from '../../translations/useTexts';
import { Empty, EvidenceNotAllowed, TroubleView } from '../../ui';
import styles from './ConsolePanel.module.css';
import type { Jump } from '../diagnosis/place';
import { ConsoleView } from './ConsoleView';
import type { WantedLine } from './wantedLine';

/** What the console panel is given. */
export interface ConsolePanelProps {
  run: Run;
  /** As far as it has been read; nothing while it is not known. */
  log: ConsoleLog | undefined;
  /** Why it is not known. */
  error: unknown;
  /** What was read from the screens: it is searched with the log. */
  screenTexts: ScreenText[];
  wantedLine: WantedLine | undefined;
  onJump: Jump;
}

/**
 * The console log beside the player: the line that belongs to the moment is marked and in sight. It fills the height that it is
 * given.
 */
export function ConsolePanel(props: ConsolePanelProps) {
  const { run, log, error, ...rest } = props;
  const t = useTexts();
  const { refetch } = useConsole(run.id, { enabled: false });

  const noLines = (
    <NoLines
      complete={log?.complete}
      error={error}
      allowed={run.evidence}
      onRetry={() => refetch()}
    />
  );
  // Where only the screen said something, that can be searched.
  if (log && (log.lines.length > 0 || rest.screenTexts.length > 0)) {
    return <ConsoleView run={run} log={log} noLines={noLines} {...rest} />;
  }
  return (
    <section className={styles.panel} aria-label={t('run.console.title')}>
      {noLines}
    </section>
  );
}

function NoLines(props: {
  complete: boolean | undefined;
  error: unknown;
  allowed: boolean;
  onRetry: () => void;
}) {
  const { complete, error, allowed } = props;
  const t = useTexts();
  if (!allowed || (error && troubleOf(error) === 'not-allowed')) {
    return <EvidenceNotAllowed />;
  }
  if (error) {
    return (
      <TroubleView
        what={t('run.console.title')}
        error={error}
        onRetry={props.onRetry}
      />
    );
  }
  if (complete === undefined) {
    return (
      <div aria-busy="true" aria-label={t('ui.loading')} role="status">
        <Skeleton width="100%" height={36} />
        <Skeleton width="100%" height={320} style={{ marginTop: 8 }} />
      </div>
    );
  }
  return (
    <Empty
      title={t(complete ? 'run.console.emptyTitle' : 'run.console.notYetTitle')}
      icon={<RiTerminalBoxLine size={32} aria-hidden />}
    >
      <Text color="secondary">
        {t(complete ? 'run.console.emptyHint' : 'run.console.notYetHint')}
      </Text>
      {complete && (
        <code className={styles.code}>console=tty0 console=ttyS0</code>
      )}
    </Empty>
  );
}

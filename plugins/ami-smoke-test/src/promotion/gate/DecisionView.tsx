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
  GateDecision,
  GateRuleResult,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { ReactNode } from 'react';
import { useTexts } from '../../translations/useTexts';
import { Instant } from '../../ui';
import { DecisionMark, RuleMark } from '../marks';
import styles from './DecisionView.module.css';
import { EvidenceLinks } from './EvidenceLinks';

/**
 * What the gate said, rule by rule; what stands in the way first.
 *
 * @param props - `actionOf`: what can be done about what a rule said
 */
export function DecisionView(props: {
  decision: GateDecision;
  actionOf?: (result: GateRuleResult) => ReactNode;
}) {
  const t = useTexts();
  const { decision, actionOf } = props;
  return (
    <div className={styles.decision}>
      <div className={styles.head}>
        <DecisionMark of={decision} />
        <span className={styles.quiet}>
          <Instant at={decision.at} />
        </span>
      </div>
      <ul className={styles.rules} aria-label={t('promotion.gate.rules')}>
        {rowsOf(decision.rules).map((results, index) => (
          <li key={index} className={styles.rule}>
            <span>
              <RuleMark of={results[0]} />
            </span>
            <div className={styles.said}>
              <span className={styles.name}>
                {t(`promotion.rule.${results[0].rule}`)}
              </span>
              <Folded results={results}>
                {results.map((result, position) => (
                  <Said key={position} result={result} />
                ))}
              </Folded>
            </div>
            {actionOf?.(results[0])}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** What is said of several images at once is counted, until somebody asks. */
function Folded(props: { results: GateRuleResult[]; children: ReactNode }) {
  const t = useTexts();
  const { results, children } = props;
  if (results.length === 1) return <>{children}</>;
  return (
    <details>
      <summary className={styles.summary}>
        {t('promotion.gate.passedBy', { count: results.length })}
      </summary>
      {children}
    </details>
  );
}

function Said({ result }: { result: GateRuleResult }) {
  return (
    <div className={styles.said}>
      <span>{result.message}</span>
      {result.image && !isNamed(result) && (
        <span className={styles.image}>
          {result.image.imageId} · {result.image.region}
        </span>
      )}
      <Waived result={result} />
      <EvidenceLinks evidence={result.evidence} />
    </div>
  );
}

function Waived({ result: { waiver } }: { result: GateRuleResult }) {
  const t = useTexts();
  if (!waiver) return null;
  return (
    <span className={styles.quiet}>
      {t('promotion.gate.waivedBy', {
        by: waiver.by,
        date: new Date(waiver.expiresAt).toLocaleString(),
        reason: waiver.reason,
      })}
    </span>
  );
}

/** Most messages name their image. */
function isNamed({ image, message }: GateRuleResult): boolean {
  return image !== undefined && message.includes(image.imageId);
}

const IN_THE_WAY_FIRST: GateRuleResult['state'][] = [
  'fail',
  'unknown',
  'waived',
];

/** What was said, in rows: each thing that somebody may have to do something about, then each rule that images passed. */
function rowsOf(rules: GateRuleResult[]): GateRuleResult[][] {
  const passed = rules.filter(({ state }) => state === 'pass');
  const names = new Set(passed.map(({ rule }) => rule));
  return [
    ...IN_THE_WAY_FIRST.flatMap(state =>
      rules.filter(rule => rule.state === state).map(result => [result]),
    ),
    ...[...names].map(name => passed.filter(({ rule }) => rule === name)),
  ];
}

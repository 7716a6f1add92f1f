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
  ChannelState,
  GateDecision,
  GateRuleResult,
  PromotionAct,
  Publication,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { useTexts } from '../translations/useTexts';
import { Mark, type Tone } from './Mark';

const STANDINGS: Record<ChannelState['standing'], Tone> = {
  empty: 'none',
  good: 'good',
  failing: 'bad',
  stale: 'doubtful',
};

/** How what is on a channel stands. */
export function StandingMark(props: { of: Pick<ChannelState, 'standing'> }) {
  const t = useTexts();
  const { standing } = props.of;
  return (
    <Mark
      tone={STANDINGS[standing]}
      meaning={t(`promotion.standingMeaning.${standing}`)}
    >
      {t(`promotion.standing.${standing}`)}
    </Mark>
  );
}

const DECISIONS: Record<GateDecision['decision'], Tone> = {
  allow: 'good',
  deny: 'bad',
  unknown: 'doubtful',
};

/** What the gate says. */
export function DecisionMark(props: { of: Pick<GateDecision, 'decision'> }) {
  const t = useTexts();
  const { decision } = props.of;
  return (
    <Mark
      tone={DECISIONS[decision]}
      meaning={t(`promotion.decisionMeaning.${decision}`)}
    >
      {t(`promotion.decision.${decision}`)}
    </Mark>
  );
}

const RULE_STATES: Record<GateRuleResult['state'], Tone> = {
  pass: 'good',
  fail: 'bad',
  unknown: 'doubtful',
  waived: 'busy',
};

/** What a rule of the gate said. */
export function RuleMark(props: { of: Pick<GateRuleResult, 'state'> }) {
  const t = useTexts();
  const { state } = props.of;
  return (
    <Mark tone={RULE_STATES[state]}>{t(`promotion.ruleState.${state}`)}</Mark>
  );
}

const PUBLICATIONS: Record<Publication['state'], Tone> = {
  agreed: 'good',
  pending: 'busy',
  drifted: 'doubtful',
  failing: 'bad',
};

/** How far a decision has come into AWS. */
export function PublicationMark(props: { of: Pick<Publication, 'state'> }) {
  const t = useTexts();
  const { state } = props.of;
  return (
    <Mark
      tone={PUBLICATIONS[state]}
      meaning={t(`promotion.publicationMeaning.${state}`)}
    >
      {t(`promotion.publication.${state}`)}
    </Mark>
  );
}

const ACTS: Record<PromotionAct['type'], Tone> = {
  promotion: 'good',
  'roll-back': 'busy',
  clearing: 'none',
  revocation: 'bad',
  waiver: 'doubtful',
  'waiver-withdrawal': 'none',
  refusal: 'bad',
};

/** What was decided. */
export function ActMark(props: { of: Pick<PromotionAct, 'type'> }) {
  const t = useTexts();
  const { type } = props.of;
  return <Mark tone={ACTS[type]}>{t(`promotion.actType.${type}`)}</Mark>;
}

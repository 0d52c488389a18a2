-- How a department sets its rules, and what is asked about its rosters, as they first were.

CREATE TABLE rule_override (
    organisation_id UUID NOT NULL,
    rule TEXT NOT NULL,
    fields JSONB NOT NULL,
    originals JSONB NOT NULL,
    changed_by TEXT NOT NULL,
    changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_rule_override PRIMARY KEY (organisation_id, rule),
    CONSTRAINT fk_rule_override_organisation FOREIGN KEY(organisation_id) REFERENCES organisation (id)
);

CREATE TABLE roster_question (
    organisation_id UUID NOT NULL,
    id UUID NOT NULL,
    roster_id UUID NOT NULL,
    roster_version INTEGER NOT NULL,
    kind TEXT NOT NULL,
    asked JSONB NOT NULL,
    seconds INTEGER NOT NULL,
    status TEXT NOT NULL,
    answer JSONB DEFAULT '{}'::jsonb NOT NULL,
    stop_requested BOOLEAN DEFAULT false NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    finished_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_roster_question PRIMARY KEY (organisation_id, id),
    CONSTRAINT ck_roster_question_kind CHECK (kind in ('what-if', 'conflict')),
    CONSTRAINT ck_roster_question_status CHECK (status in ('queued', 'running', 'done', 'failed', 'cancelled')),
    CONSTRAINT fk_roster_id FOREIGN KEY(organisation_id, roster_id) REFERENCES roster (organisation_id, id),
    CONSTRAINT fk_roster_question_organisation FOREIGN KEY(organisation_id) REFERENCES organisation (id)
);
CREATE INDEX ix_roster_question_roster ON roster_question (organisation_id, roster_id);

ALTER TABLE rule_override ENABLE ROW LEVEL SECURITY;
ALTER TABLE rule_override FORCE ROW LEVEL SECURITY;
CREATE POLICY own_organisation ON rule_override USING (
    organisation_id = nullif(current_setting('horarium.organisation', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON rule_override TO horarium_app;

ALTER TABLE roster_question ENABLE ROW LEVEL SECURITY;
ALTER TABLE roster_question FORCE ROW LEVEL SECURITY;
CREATE POLICY own_organisation ON roster_question USING (
    organisation_id = nullif(current_setting('horarium.organisation', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON roster_question TO horarium_app;

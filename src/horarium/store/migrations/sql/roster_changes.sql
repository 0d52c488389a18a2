-- Who changed what in a draft of a roster.

CREATE TABLE roster_change (
    organisation_id UUID NOT NULL,
    id UUID NOT NULL,
    roster_id UUID NOT NULL,
    number INTEGER NOT NULL,
    verb TEXT NOT NULL,
    of_number INTEGER,
    version INTEGER NOT NULL,
    cells JSONB NOT NULL,
    penalty_before INTEGER NOT NULL,
    penalty_after INTEGER NOT NULL,
    n_hard_before INTEGER NOT NULL,
    n_hard_after INTEGER NOT NULL,
    actor_id UUID,
    actor_name TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_roster_change PRIMARY KEY (organisation_id, id),
    CONSTRAINT uq_roster_change_organisation_id_roster_id_number UNIQUE (organisation_id, roster_id, number),
    CONSTRAINT ck_roster_change_verb CHECK (verb in ('change', 'undo', 'redo')),
    CONSTRAINT fk_roster_id FOREIGN KEY(organisation_id, roster_id) REFERENCES roster (organisation_id, id),
    CONSTRAINT fk_roster_change_organisation FOREIGN KEY(organisation_id) REFERENCES organisation (id)
);

ALTER TABLE roster_change ENABLE ROW LEVEL SECURITY;
ALTER TABLE roster_change FORCE ROW LEVEL SECURITY;
CREATE POLICY own_organisation ON roster_change USING (
    organisation_id = nullif(current_setting('horarium.organisation', true), '')::uuid);

-- What was done stays as it was done: taking back is an entry of its own.
GRANT SELECT, INSERT ON roster_change TO horarium_app;

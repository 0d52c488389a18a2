-- Absences and the plans that cover them, as they first were.

CREATE TABLE absence (
    organisation_id UUID NOT NULL,
    id UUID NOT NULL,
    practitioner_id UUID NOT NULL,
    kind TEXT NOT NULL CONSTRAINT ck_absence_kind CHECK (kind in ('sick', 'leave', 'study', 'other')),
    first_on DATE NOT NULL,
    last_on DATE NOT NULL,
    reason TEXT,
    status TEXT NOT NULL,
    unavailability_id UUID,
    version INTEGER DEFAULT '1' NOT NULL,
    reported_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_absence PRIMARY KEY (organisation_id, id),
    CONSTRAINT ck_absence_dates CHECK (first_on <= last_on),
    CONSTRAINT ck_absence_status CHECK (status in ('reported', 'covered', 'withdrawn')),
    CONSTRAINT fk_practitioner_id FOREIGN KEY(organisation_id, practitioner_id) REFERENCES practitioner (organisation_id, id),
    CONSTRAINT fk_unavailability_id FOREIGN KEY(organisation_id, unavailability_id) REFERENCES unavailability (organisation_id, id),
    CONSTRAINT fk_absence_organisation FOREIGN KEY(organisation_id) REFERENCES organisation (id)
);

CREATE INDEX ix_absence_practitioner ON absence (organisation_id, practitioner_id);

CREATE INDEX ix_absence_last_on ON absence (organisation_id, last_on);

CREATE TABLE loop_plan (
    organisation_id UUID NOT NULL,
    id UUID NOT NULL,
    absence_id UUID,
    cause JSONB NOT NULL,
    status TEXT NOT NULL,
    plan JSONB,
    report JSONB,
    stop_requested BOOLEAN DEFAULT false NOT NULL,
    version INTEGER DEFAULT '1' NOT NULL,
    asked_at TIMESTAMP WITH TIME ZONE NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE,
    applied_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_loop_plan PRIMARY KEY (organisation_id, id),
    CONSTRAINT ck_loop_plan_status CHECK (status in ('working', 'ready', 'stopped', 'failed', 'applied')),
    CONSTRAINT fk_absence_id FOREIGN KEY(organisation_id, absence_id) REFERENCES absence (organisation_id, id),
    CONSTRAINT fk_loop_plan_organisation FOREIGN KEY(organisation_id) REFERENCES organisation (id)
);

CREATE INDEX ix_loop_plan_absence ON loop_plan (organisation_id, absence_id);

-- An emergency that finds no other place waits as one.
ALTER TABLE wish DROP CONSTRAINT ck_wish_source;
ALTER TABLE wish ADD CONSTRAINT ck_wish_source CHECK (source in ('emergency', 'priority', 'follow-up', 'online', 'walk-in'));

DO $$
DECLARE
    v_table text;
BEGIN
    FOREACH v_table IN ARRAY ARRAY['absence', 'loop_plan']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', v_table);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', v_table);
        EXECUTE format(
            'CREATE POLICY own_organisation ON %I USING (organisation_id ='
            ' nullif(current_setting(''horarium.organisation'', true), '''')::uuid)',
            v_table);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO horarium_app', v_table);
    END LOOP;
END $$;

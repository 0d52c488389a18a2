-- Who may not come: settings, fits, scores and help; what the waitlist knows of urgency.

CREATE TABLE attendance_setting (
    organisation_id UUID NOT NULL,
    method TEXT NOT NULL,
    is_off BOOLEAN DEFAULT false NOT NULL,
    reason TEXT DEFAULT '' NOT NULL,
    helped_on DATE,
    changed_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_attendance_setting PRIMARY KEY (organisation_id),
    CONSTRAINT fk_attendance_setting_organisation FOREIGN KEY(organisation_id) REFERENCES organisation (id)
);

CREATE TABLE attendance_fit (
    organisation_id UUID NOT NULL,
    id UUID NOT NULL,
    status TEXT NOT NULL CONSTRAINT ck_attendance_fit_status CHECK (status in ('queued', 'running', 'done', 'failed')),
    method TEXT NOT NULL,
    used TEXT DEFAULT '' NOT NULL,
    stage TEXT DEFAULT '' NOT NULL,
    reason TEXT DEFAULT '' NOT NULL,
    report JSONB DEFAULT '{}'::jsonb NOT NULL,
    card TEXT DEFAULT '' NOT NULL,
    no_show_rate DOUBLE PRECISION,
    day_ahead BYTEA,
    booking BYTEA,
    requested_by UUID,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_attendance_fit PRIMARY KEY (organisation_id, id),
    CONSTRAINT ck_attendance_fit_models CHECK (status <> 'done' or (day_ahead is not null and booking is not null and no_show_rate between 0 and 1)),
    CONSTRAINT fk_attendance_fit_organisation FOREIGN KEY(organisation_id) REFERENCES organisation (id)
);

CREATE INDEX ix_attendance_fit_created ON attendance_fit (organisation_id, created_at);

CREATE TABLE attendance_score (
    organisation_id UUID NOT NULL,
    appointment_id UUID NOT NULL,
    purpose TEXT NOT NULL CONSTRAINT ck_attendance_score_purpose CHECK (purpose in ('booking', 'day-ahead')),
    on_date DATE NOT NULL,
    method TEXT NOT NULL,
    fit_id UUID,
    p_show DOUBLE PRECISION NOT NULL CONSTRAINT ck_attendance_score_chance CHECK (p_show between 0 and 1),
    as_of TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT uq_attendance_score UNIQUE NULLS NOT DISTINCT (organisation_id, appointment_id, purpose, on_date, method, fit_id),
    CONSTRAINT fk_appointment_id FOREIGN KEY(organisation_id, appointment_id) REFERENCES appointment (organisation_id, id),
    CONSTRAINT fk_fit_id FOREIGN KEY(organisation_id, fit_id) REFERENCES attendance_fit (organisation_id, id),
    CONSTRAINT fk_attendance_score_organisation FOREIGN KEY(organisation_id) REFERENCES organisation (id)
);

CREATE INDEX ix_attendance_score_date ON attendance_score (organisation_id, on_date);

CREATE TABLE attendance_help (
    organisation_id UUID NOT NULL,
    appointment_id UUID NOT NULL,
    kind TEXT NOT NULL CONSTRAINT ck_attendance_help_kind CHECK (kind in ('extra-reminder', 'call')),
    on_date DATE NOT NULL,
    outcome TEXT CONSTRAINT ck_attendance_help_outcome CHECK (outcome in ('confirmed', 'transport', 'wants-other-time', 'not-reached')),
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    done_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_attendance_help PRIMARY KEY (organisation_id, appointment_id, kind),
    CONSTRAINT fk_appointment_id FOREIGN KEY(organisation_id, appointment_id) REFERENCES appointment (organisation_id, id),
    CONSTRAINT fk_attendance_help_organisation FOREIGN KEY(organisation_id) REFERENCES organisation (id)
);

CREATE INDEX ix_attendance_help_date ON attendance_help (organisation_id, on_date);

CREATE TABLE simulation_run (
    organisation_id UUID NOT NULL,
    id UUID NOT NULL,
    status TEXT NOT NULL CONSTRAINT ck_simulation_run_status CHECK (status in ('queued', 'running', 'done', 'failed')),
    asked JSONB NOT NULL,
    n_done INTEGER DEFAULT '0' NOT NULL,
    report JSONB DEFAULT '{}'::jsonb NOT NULL,
    reason TEXT DEFAULT '' NOT NULL,
    requested_by UUID,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_simulation_run PRIMARY KEY (organisation_id, id),
    CONSTRAINT fk_simulation_run_organisation FOREIGN KEY(organisation_id) REFERENCES organisation (id)
);

CREATE INDEX ix_simulation_run_created ON simulation_run (organisation_id, created_at);

ALTER TABLE wish
    ADD COLUMN urgency TEXT DEFAULT 'routine' NOT NULL
        CONSTRAINT ck_wish_urgency CHECK (urgency in ('routine', 'soon', 'urgent')),
    ADD COLUMN part_of_day TEXT DEFAULT 'any' NOT NULL
        CONSTRAINT ck_wish_part CHECK (part_of_day in ('any', 'morning', 'afternoon'));

ALTER TABLE reminder DROP CONSTRAINT ck_reminder_kind;
ALTER TABLE reminder
    ADD CONSTRAINT ck_reminder_kind CHECK (kind in ('day', 'hours', 'extra'));

DO $$
DECLARE
    v_table text;
BEGIN
    FOREACH v_table IN ARRAY ARRAY['attendance_setting', 'attendance_fit',
                                   'attendance_score', 'attendance_help',
                                   'simulation_run']
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

-- A score that was given stays as it was given.
REVOKE UPDATE, DELETE ON attendance_score FROM horarium_app;

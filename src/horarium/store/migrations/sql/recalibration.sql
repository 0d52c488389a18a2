-- Each night's recalibration of a fit, and how often there is a fit.

CREATE TABLE attendance_recalibration (
    organisation_id UUID NOT NULL,
    fit_id UUID NOT NULL,
    number INTEGER NOT NULL CONSTRAINT ck_attendance_recalibration_number CHECK (number >= 1),
    version TEXT NOT NULL,
    on_date DATE NOT NULL,
    n_outcomes INTEGER NOT NULL,
    report JSONB NOT NULL,
    card TEXT NOT NULL,
    day_ahead BYTEA NOT NULL,
    booking BYTEA NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_attendance_recalibration PRIMARY KEY (organisation_id, fit_id, number),
    CONSTRAINT uq_attendance_recalibration_night UNIQUE (organisation_id, on_date, fit_id),
    CONSTRAINT fk_fit_id FOREIGN KEY(organisation_id, fit_id) REFERENCES attendance_fit (organisation_id, id),
    CONSTRAINT fk_attendance_recalibration_organisation FOREIGN KEY(organisation_id) REFERENCES organisation (id)
);

ALTER TABLE attendance_recalibration ENABLE ROW LEVEL SECURITY;
ALTER TABLE attendance_recalibration FORCE ROW LEVEL SECURITY;
CREATE POLICY own_organisation ON attendance_recalibration USING (organisation_id =
    nullif(current_setting('horarium.organisation', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON attendance_recalibration TO horarium_app;

ALTER TABLE attendance_score ADD COLUMN recalibration INTEGER DEFAULT 0 NOT NULL;

ALTER TABLE attendance_setting
    ADD COLUMN recalibrates BOOLEAN DEFAULT true NOT NULL,
    ADD COLUMN learn_every_days INTEGER DEFAULT 1 NOT NULL
        CONSTRAINT ck_attendance_setting_learn_every CHECK (learn_every_days between 1 and 90);

"""What the database demands of the agreements behind a referral, and of its interview: one trigger."""

import pgtrigger

AGREEMENTS_OF_THE_PERSON = pgtrigger.Trigger(
    name="agreements_of_the_person",
    operation=pgtrigger.Insert | pgtrigger.Update,
    when=pgtrigger.Before,
    declare=[("leaves_now", "BOOLEAN")],
    func="""
    -- Later an agreement may be taken back; at the moment of sending it stands.
    leaves_now := NEW.state NOT IN ('draft', 'cancelled') AND (
        TG_OP = 'INSERT'
        OR OLD.state IN ('draft', 'cancelled')
        OR NEW.consent_id IS DISTINCT FROM OLD.consent_id
        OR NEW.identity_consent_id IS DISTINCT FROM OLD.identity_consent_id
    );
    -- The person agreed to this service, this need and what it is shown. The key of the person follows the agreements.
    IF TG_OP = 'UPDATE' AND OLD.state <> 'draft' AND (
        NEW.service_id <> OLD.service_id
        OR NEW.need_id <> OLD.need_id
        OR NEW.shares_identity <> OLD.shares_identity
        OR NEW.shares_phone <> OLD.shares_phone
        OR NEW.identity_needs_consent <> OLD.identity_needs_consent
    ) THEN
        RAISE check_violation USING
            CONSTRAINT = 'referral_stays_as_agreed',
            MESSAGE = 'Une demande envoyée garde son service, son besoin et ce qu’elle transmet.';
    END IF;
    IF EXISTS (
        SELECT FROM registry_consent
        WHERE id = NEW.consent_id
        AND (migrant_id <> NEW.migrant_id OR purpose <> 'referral' OR (leaves_now AND decision <> 'given'))
    ) OR EXISTS (
        SELECT FROM registry_consent
        WHERE id = NEW.identity_consent_id
        AND (migrant_id <> NEW.migrant_id OR purpose <> 'identity' OR (leaves_now AND decision <> 'given'))
    ) THEN
        RAISE check_violation USING
            CONSTRAINT = 'referral_consent_of_the_person',
            MESSAGE = 'Cet accord n’est pas celui de cette personne pour cet envoi.';
    END IF;
    IF leaves_now AND NOT EXISTS (
        SELECT FROM registry_consent
        WHERE migrant_id = NEW.migrant_id AND purpose = 'registration' AND decision = 'given'
    ) THEN
        RAISE check_violation USING
            CONSTRAINT = 'referral_of_a_person_who_agreed',
            MESSAGE = 'La personne n’a pas donné son accord pour être au registre.';
    END IF;
    IF leaves_now AND NEW.identity_needs_consent <> (
        SELECT needs_identity_consent FROM referrals_technicalservice WHERE id = NEW.service_id
    ) THEN
        RAISE check_violation USING
            CONSTRAINT = 'referral_flag_of_the_service',
            MESSAGE = 'La demande ne dit pas si ce service veut un accord séparé.';
    END IF;
    IF EXISTS (
        SELECT FROM orientation_orientationrecord
        WHERE id = NEW.interview_id AND migrant_id <> NEW.migrant_id
    ) THEN
        RAISE check_violation USING
            CONSTRAINT = 'referral_interview_of_the_person',
            MESSAGE = 'Cet entretien est celui d’une autre personne.';
    END IF;
    RETURN NEW;
    """,
)

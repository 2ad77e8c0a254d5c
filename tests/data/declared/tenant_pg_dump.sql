--
-- PostgreSQL database dump
--

\restrict EXAMPLE

-- Dumped from database version 15.18 (Debian 15.18-0+deb12u1)
-- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: well_status; Type: TYPE; Schema: public; Owner: postgres
--

CREATE TYPE public.well_status AS ENUM (
    'drilling',
    'producing',
    'shut_in',
    'plugged'
);


ALTER TYPE public.well_status OWNER TO postgres;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: equipment; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.equipment (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    well_id uuid NOT NULL,
    kind character varying(200) NOT NULL,
    cost numeric(12,2) DEFAULT '0'::numeric
);


ALTER TABLE public.equipment OWNER TO postgres;

--
-- Name: users; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.users (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    email character varying(255) NOT NULL,
    name character varying(100) NOT NULL,
    created_at timestamp without time zone DEFAULT now() NOT NULL
);


ALTER TABLE public.users OWNER TO postgres;

--
-- Name: wells; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.wells (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    name character varying(100) NOT NULL,
    api_number character varying(14) NOT NULL,
    latitude numeric(10,7),
    longitude numeric(10,7),
    status public.well_status DEFAULT 'drilling'::public.well_status NOT NULL,
    depth numeric(8,2),
    operator_id uuid NOT NULL,
    created_at timestamp without time zone DEFAULT now() NOT NULL,
    is_offshore boolean DEFAULT false NOT NULL,
    field text NOT NULL,
    CONSTRAINT wells_depth_check CHECK ((depth >= (0)::numeric))
);


ALTER TABLE public.wells OWNER TO postgres;

--
-- Name: work_orders; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.work_orders (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    subject character varying(200) NOT NULL,
    well_id uuid,
    due timestamp with time zone,
    assignee_id uuid
);


ALTER TABLE public.work_orders OWNER TO postgres;

--
-- Name: equipment equipment_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.equipment
    ADD CONSTRAINT equipment_pkey PRIMARY KEY (id);


--
-- Name: users users_email_unique; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_email_unique UNIQUE (email);


--
-- Name: users users_name_unique; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_name_unique UNIQUE (name);


--
-- Name: users users_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);


--
-- Name: wells wells_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.wells
    ADD CONSTRAINT wells_pkey PRIMARY KEY (id);


--
-- Name: work_orders work_orders_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.work_orders
    ADD CONSTRAINT work_orders_pkey PRIMARY KEY (id);


--
-- Name: wells_api_number_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE UNIQUE INDEX wells_api_number_idx ON public.wells USING btree (api_number);


--
-- Name: wells_status_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX wells_status_idx ON public.wells USING btree (status);


--
-- Name: wo_subject_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX wo_subject_idx ON public.work_orders USING gin (to_tsvector('english'::regconfig, (subject)::text));


--
-- Name: wo_well_due_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX wo_well_due_idx ON public.work_orders USING btree (well_id, due DESC NULLS LAST);


--
-- Name: work_orders_due_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX work_orders_due_idx ON public.work_orders USING btree (due);


--
-- Name: equipment equipment_well_id_wells_id_fk; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.equipment
    ADD CONSTRAINT equipment_well_id_wells_id_fk FOREIGN KEY (well_id) REFERENCES public.wells(id) ON DELETE CASCADE;


--
-- Name: wells wells_operator_id_users_id_fk; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.wells
    ADD CONSTRAINT wells_operator_id_users_id_fk FOREIGN KEY (operator_id) REFERENCES public.users(id);


--
-- Name: work_orders work_orders_assignee_id_users_id_fk; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.work_orders
    ADD CONSTRAINT work_orders_assignee_id_users_id_fk FOREIGN KEY (assignee_id) REFERENCES public.users(id) ON DELETE SET NULL;


--
-- Name: work_orders work_orders_well_id_wells_id_fk; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.work_orders
    ADD CONSTRAINT work_orders_well_id_wells_id_fk FOREIGN KEY (well_id) REFERENCES public.wells(id);


--
-- PostgreSQL database dump complete
--

\unrestrict EXAMPLE


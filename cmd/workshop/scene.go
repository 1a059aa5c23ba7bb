package main

import (
	"context"
	"fmt"
	"time"
)

// sceneHits is how many hits a scene takes that needs but a few.
const sceneHits = 20

// A scene is one thing to see. Its line says what was seen, with the figures of this
// run and no others, and whether it is what the scene is about.
type scene struct {
	name, summary string
	intro         string        // what is going to happen
	takes         time.Duration // about, once all is built
	connections   int           // at most
	play          func(ctx context.Context, s *stage, o *demoOptions) (line string, seen bool, err error)
}

// scenes are all of them.
func scenes() []scene {
	return []scene{goleakScene, leakProfileScene, error1040Scene, requestContextScene}
}

// playScene plays a scene. The error is nil only if it was seen.
func playScene(ctx context.Context, env *env, o *demoOptions) error {
	if err := checkConnections(o.scene.connections); err != nil {
		return err
	}
	fmt.Fprintf(env.Stderr, "%s\nOnce all is built it takes about %.0f s.\n", o.scene.intro, o.scene.takes.Seconds())
	s, err := newStage(env)
	if err != nil {
		return err
	}
	defer s.close()
	line, seen, err := o.scene.play(ctx, s, o)
	if err != nil {
		return err
	}
	if !seen {
		return fmt.Errorf("not seen: %s", line)
	}
	fmt.Fprintf(env.Stdout, "\n%s\n", line)
	return nil
}

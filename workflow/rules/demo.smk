# Stage demo: licence-free datasets in the folder layout of the real ones.
# reads   nothing
# writes  results/demo/ckplus/, a CK+ tree
#         results/demo/samm/, a SAMM Long Videos tree with its workbook
#         results/demo/samm_videos/, long videos in the same layout
#         results/demo/samm_tracks/, results/demo/practice/, long videos as landmark tracks
#         results/demo/people/, landmark tracks of many people


rule render_demo_ckplus:
    output:
        directory(f"{DEMO}/ckplus"),
    log:
        "logs/demo/render_demo_ckplus.log",
    conda:
        "../../envs/demo.yaml"
    threads: 8
    resources:
        mem_mb=scaled(2000),
        runtime=scaled(30),
    params:
        settings=lookup(within=config, dpath="demo/ckplus"),
        code=code("render_demo_ckplus"),
    message:
        "Rendering the demo faces as a CK+ tree"
    script:
        "../scripts/render_demo_ckplus.py"


rule render_demo_samm:
    output:
        directory(f"{DEMO}/samm"),
    log:
        "logs/demo/render_demo_samm.log",
    conda:
        "../../envs/demo.yaml"
    threads: 8
    resources:
        mem_mb=scaled(2000),
        runtime=scaled(30),
    params:
        settings=lookup(within=config, dpath="demo/samm"),
        code=code("render_demo_samm"),
    message:
        "Rendering the demo faces as a SAMM tree"
    script:
        "../scripts/render_demo_samm.py"


rule render_demo_samm_videos:
    output:
        directory(f"{DEMO}/samm_videos"),
    log:
        "logs/demo/render_demo_samm_videos.log",
    conda:
        "../../envs/demo.yaml"
    threads: 8
    resources:
        mem_mb=scaled(4000),
        runtime=scaled(60),
    params:
        settings=lookup(within=config, dpath="demo/samm_videos"),
        code=code("render_demo_samm_videos"),
    message:
        "Rendering the demo's long videos in SAMM's layout"
    script:
        "../scripts/render_demo_samm_videos.py"


rule track_demo_samm:
    output:
        directory(f"{DEMO}/samm_tracks"),
    log:
        "logs/demo/track_demo_samm.log",
    conda:
        "../../envs/demo.yaml"
    threads: 1
    resources:
        mem_mb=scaled(2000),
        runtime=scaled(15),
    params:
        settings=lookup(within=config, dpath="demo/samm_tracks"),
        code=code("track_demo_samm"),
    message:
        "Generating landmark tracks of long videos"
    script:
        "../scripts/track_demo_samm.py"


rule track_demo_practice:
    output:
        directory(f"{DEMO}/practice"),
    log:
        "logs/demo/track_demo_practice.log",
    conda:
        "../../envs/demo.yaml"
    threads: 1
    resources:
        mem_mb=scaled(2000),
        runtime=scaled(15),
    params:
        settings=lookup(within=config, dpath="demo/practice"),
        code=code("track_demo_practice"),
    message:
        "Generating landmark tracks of long videos for training a spotter"
    script:
        "../scripts/track_demo_practice.py"


rule track_demo_people:
    output:
        directory(f"{DEMO}/people"),
    log:
        "logs/demo/track_demo_people.log",
    conda:
        "../../envs/demo.yaml"
    threads: 1
    resources:
        mem_mb=scaled(2000),
        runtime=scaled(15),
    params:
        settings=lookup(within=config, dpath="demo/people"),
        # The filter would exclude sequences with fewer than min_frames frames.
        frames=max(config["clips"]["frames"], config["sequences"]["min_frames"]),
        code=code("track_demo_people"),
    message:
        "Generating landmark tracks of people"
    script:
        "../scripts/track_demo_people.py"

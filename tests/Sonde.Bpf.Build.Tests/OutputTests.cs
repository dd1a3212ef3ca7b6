using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Sonde.Bpf.Build.Tests;

public sealed class OutputTests
{
    [Fact]
    public void Object_and_description_are_the_same_in_two_folders_and_know_neither()
    {
        using var here = new Consumer("one");
        using var there = new Consumer("a longer name/two");
        here.Describe("-restore").Succeeded();
        there.Describe("-restore").Succeeded();
        byte[] compiled = File.ReadAllBytes(here.Output("Consumer.Probe.bpf.o"));
        Assert.Equal(compiled, File.ReadAllBytes(there.Output("Consumer.Probe.bpf.o")));
        Assert.Equal(-1, compiled.AsSpan().IndexOf("sonde-build-"u8));
        // All that the generated class is made of, but for settings of the project.
        string description = File.ReadAllText(here.Output("Consumer.Probe.bpf.txt"));
        Assert.Equal(description, File.ReadAllText(there.Output("Consumer.Probe.bpf.txt")));
        Assert.DoesNotContain("sonde-build-", description, StringComparison.Ordinal);
    }

    [Fact]
    public void Headers_beside_the_project_leave_no_absolute_path()
    {
        using var consumer = new Consumer("tool", "IncludeDirs=\"$(MSBuildProjectDirectory)/../my headers\"");
        Directory.CreateDirectory(Path.Combine(consumer.Folder, "../my headers"));
        File.Move(Path.Combine(consumer.Folder, "value.h"), Path.Combine(consumer.Folder, "../my headers/value.h"));
        consumer.Write("../my headers/value.h", "#define VALUE inlined()\nstatic inline int inlined(void)\n{\n\textern int global;\n\treturn global;\n}\n");
        consumer.Describe("-restore").Succeeded();
        byte[] compiled = File.ReadAllBytes(consumer.Output("Consumer.Probe.bpf.o"));
        Assert.Equal(-1, compiled.AsSpan().IndexOf("sonde-build-"u8));
        Assert.True(compiled.AsSpan().IndexOf("../my headers/value.h"u8) > 0);
    }

    [Fact]
    public void The_ring_header_is_found_declares_a_ring_with_a_loss_counter_and_leaves_no_absolute_path()
    {
        using var consumer = new Consumer();
        consumer.Write("probe.bpf.c", """
            #include <linux/bpf.h>
            #include <sonde.bpf.h>

            struct event { __u32 pid; __u64 size; };
            SONDE_RING(events, struct event, 64 * 1024);

            SEC("raw_tp")
            int probe(void *ctx)
            {
            	struct event *event = sonde_reserve(events);
            	struct event copy = { 1, 2 };

            	if (!event)
            		return 0;
            	event->pid = 1;
            	sonde_submit(event);
            	return sonde_output(events, &copy, sizeof(copy));
            }
            """);
        consumer.Describe("-restore").Succeeded();

        byte[] compiled = File.ReadAllBytes(consumer.Output("Consumer.Probe.bpf.o"));
        var file = ObjectFiles.BpfObjectFile.Parse(compiled);
        Assert.Equal([("events", 27u, 16u, 65536u), ("events_lost", 6u, 8u, 1u)], file.Maps.Select(m => (m.Name, m.Type, m.ValueSize, m.MaxEntries)));
        Assert.Equal(-1, compiled.AsSpan().IndexOf("/build/include"u8));
    }

    [Fact]
    public void Object_keeps_the_text_of_its_source_lines()
    {
        using var consumer = new Consumer();
        consumer.Describe("-restore").Succeeded();
        var file = ObjectFiles.BpfObjectFile.Parse(File.ReadAllBytes(consumer.Output("Consumer.Probe.bpf.o")));
        Assert.True(file.SourceLines!.TryFindLine("socket", 8, out ObjectFiles.BtfLine line));
        Assert.Equal(("./probe.bpf.c", "return VALUE;", 8), (line.FileName, line.Text.Trim(), line.Line));
    }

    [Fact]
    public void Assembly_embeds_the_object_from_a_path_with_spaces_and_letters_of_any_language()
    {
        using var consumer = new Consumer("häuser & 木 $x", "Namespace=\"Acme.Tools\" ClassName=\"Watcher\"");
        consumer.Build().Succeeded();
        byte[] compiled = File.ReadAllBytes(consumer.Output("Acme.Tools.Watcher.bpf.o"));
        using var assembly = new PEReader(File.OpenRead(Path.Combine(consumer.Folder, "bin/Debug/net10.0/Consumer.dll")));
        MetadataReader metadata = assembly.GetMetadataReader();
        ManifestResource resource = metadata.GetManifestResource(metadata.ManifestResources.Single());
        Assert.Equal("Acme.Tools.Watcher.bpf.o", metadata.GetString(resource.Name));
        int start = assembly.PEHeaders.CorHeader!.ResourcesDirectory.RelativeVirtualAddress;
        BlobReader content = assembly.GetSectionData(start + (int)resource.Offset).GetReader();
        Assert.Equal(compiled, content.ReadBytes(content.ReadInt32()));
    }

    [Fact]
    public void Compiler_sees_the_description_and_its_settings()
    {
        using var consumer = new Consumer(metadata: "Accessibility=\"Public\"");
        consumer.Build("-t:GenerateMSBuildEditorConfigFile", "-restore").Succeeded();
        string config = File.ReadAllText(Directory.GetFiles(consumer.Folder, "*.GeneratedMSBuildEditorConfig.editorconfig", SearchOption.AllDirectories).Single());
        Assert.Contains($"[{consumer.Output("Consumer.Probe.bpf.txt")}]", config, StringComparison.Ordinal);
        foreach (string setting in (string[])["Bpf = true", "ClassName = Probe", "Namespace = Consumer", "Accessibility = public",
            "ResourceName = Consumer.Probe.bpf.o", $"SourcePath = {consumer.Folder}/probe.bpf.c"])
            Assert.Contains($"build_metadata.AdditionalFiles.Sonde{setting}\n", config, StringComparison.Ordinal);
    }
}

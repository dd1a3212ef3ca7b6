using Microsoft.Build.Framework;
using Sonde.Bpf.Build.Describing;
using Sonde.ObjectFiles;

namespace Sonde.Bpf.Build;

/// <summary>Writes what the generator needs to know of each object as text, and leaves the file alone if nothing changed.</summary>
public sealed class DescribeBpf : Microsoft.Build.Utilities.Task
{
    /// <summary>The programs, as <see cref="PrepareBpf"/> gave them.</summary>
    [Required]
    public ITaskItem[] Programs { get; set; } = [];

    /// <inheritdoc/>
    public override bool Execute()
    {
        foreach (ITaskItem program in Programs)
        {
            string path = program.GetMetadata("Object");
            // An editor's build goes on without clang, or with a source that does not compile: the last description stays.
            if (File.Exists(path))
                Describe(program, path);
        }

        return !Log.HasLoggedErrors;
    }

    private void Describe(ITaskItem program, string path)
    {
        try
        {
            BpfObjectFile file = BpfObjectFile.Parse(File.ReadAllBytes(path));
            string text = ObjectDescription.Write(file, Path.GetFileName(program.ItemSpec));
            TextFile.WriteIfDifferent(program.GetMetadata("Description"), text);
        }
        catch (FormatException e)
        {
            Log.LogError(null, BuildErrors.ObjectUnreadable, null, program.ItemSpec, 0, 0, 0, 0, "the compiled object cannot be described: {0}", e.Message);
        }
    }
}

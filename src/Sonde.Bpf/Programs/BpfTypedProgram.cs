using System.Diagnostics.CodeAnalysis;

namespace Sonde.Bpf;

/// <summary>
/// A program with the methods that fit its type. The generated classes give each program its own; <see cref="Program"/> has all
/// methods, for what the section's name does not tell.
/// </summary>
public abstract class BpfTypedProgram
{
    private protected BpfTypedProgram(BpfProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        Program = program;
    }

    /// <summary>The untyped program.</summary>
    public BpfProgram Program { get; }

    /// <inheritdoc cref="BpfProgram.Name"/>
    public string Name => Program.Name;

    /// <inheritdoc cref="BpfProgram.SectionName"/>
    public string SectionName => Program.SectionName;

    /// <inheritdoc cref="BpfProgram.AutoLoad"/>
    public bool AutoLoad
    {
        get => Program.AutoLoad;
        set => Program.AutoLoad = value;
    }

    /// <inheritdoc cref="BpfProgram.AttachType"/>
    public BpfAttachType AttachType
    {
        get => Program.AttachType;
        set => Program.AttachType = value;
    }

    /// <inheritdoc cref="BpfProgram.IsLoaded"/>
    public bool IsLoaded => Program.IsLoaded;

    /// <summary>The untyped program, for methods that take one.</summary>
    /// <param name="program">The typed program.</param>
    [return: NotNullIfNotNull(nameof(program))]
    public static implicit operator BpfProgram?(BpfTypedProgram? program) => program?.Program;

    /// <inheritdoc cref="BpfProgram.GetInfo"/>
    public BpfProgramInfo GetInfo() => Program.GetInfo();

    /// <inheritdoc cref="BpfProgram.Pin(string)"/>
    public void Pin(string path) => Program.Pin(path);

    /// <inheritdoc/>
    public override string ToString() => Program.ToString();
}

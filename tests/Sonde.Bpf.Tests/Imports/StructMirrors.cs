namespace Sonde.Bpf.Tests;

/// <summary>Which C structure each C# structure repeats: the one place of it.</summary>
internal static class StructMirrors
{
    public static IReadOnlyList<StructMirror> All { get; } =
    [
        // bpf(2): the kernel takes a shorter union by its size.
        new("Sonde.Bpf.MapElementAttributes", "union bpf_attr", true, "MapFd=map_fd Key=key Value=value Flags=flags"),
        new("Sonde.Bpf.MapBatchAttributes", "union bpf_attr", true, """
            InBatch=batch.in_batch OutBatch=batch.out_batch Keys=batch.keys Values=batch.values Count=batch.count MapFd=batch.map_fd
            ElementFlags=batch.elem_flags Flags=batch.flags
            """),
        new("Sonde.Bpf.TestRunAttributes", "union bpf_attr", true, """
            ProgramFd=test.prog_fd ReturnValue=test.retval DataSizeIn=test.data_size_in DataSizeOut=test.data_size_out DataIn=test.data_in
            DataOut=test.data_out Repeat=test.repeat Duration=test.duration ContextSizeIn=test.ctx_size_in ContextSizeOut=test.ctx_size_out
            ContextIn=test.ctx_in ContextOut=test.ctx_out Flags=test.flags Cpu=test.cpu BatchSize=test.batch_size
            """),
        new("Sonde.Bpf.RawTracepointAttributes", "union bpf_attr", true, "Name=raw_tracepoint.name ProgramFd=raw_tracepoint.prog_fd Cookie=raw_tracepoint.cookie"),
        new("Sonde.Bpf.LinkCreateAttributes", "union bpf_attr", true, """
            ProgramFd=link_create.prog_fd Target=link_create.target_fd AttachType=link_create.attach_type Flags=link_create.flags
            TracingCookie=link_create.tracing.cookie PerfEventCookie=link_create.perf_event.bpf_cookie
            IteratorInfo=link_create.iter_info IteratorInfoLength=link_create.iter_info_len
            KprobeFlags=link_create.kprobe_multi.flags KprobeCount=link_create.kprobe_multi.cnt KprobeSymbols=link_create.kprobe_multi.syms
            KprobeCookies=link_create.kprobe_multi.cookies
            UprobePath=link_create.uprobe_multi.path UprobeOffsets=link_create.uprobe_multi.offsets
            UprobeCounterOffsets=link_create.uprobe_multi.ref_ctr_offsets UprobeCookies=link_create.uprobe_multi.cookies
            UprobeCount=link_create.uprobe_multi.cnt UprobeFlags=link_create.uprobe_multi.flags UprobePid=link_create.uprobe_multi.pid
            Relative=link_create.tcx.relative_fd ExpectedRevision=link_create.tcx.expected_revision
            NetfilterFamily=link_create.netfilter.pf NetfilterHook=link_create.netfilter.hooknum
            NetfilterPriority=link_create.netfilter.priority NetfilterFlags=link_create.netfilter.flags
            """),
        new("Sonde.Bpf.LinkUpdateAttributes", "union bpf_attr", true, "LinkFd=link_update.link_fd NewFd=link_update.new_prog_fd Flags=link_update.flags OldFd=link_update.old_prog_fd"),
        new("Sonde.Bpf.IteratorCreateAttributes", "union bpf_attr", true, "LinkFd=iter_create.link_fd Flags=iter_create.flags"),
        new("Sonde.Bpf.ProgramAttachAttributes", "union bpf_attr", true, """
            TargetFd=target_fd ProgramFd=attach_bpf_fd AttachType=attach_type Flags=attach_flags ReplacedFd=replace_bpf_fd
            """),
        new("Sonde.Bpf.ObjectPathAttributes", "union bpf_attr", true, "Path=pathname Fd=bpf_fd FileFlags=file_flags"),
        new("Sonde.Bpf.IdAttributes", "union bpf_attr", true, "Id=start_id NextId=next_id OpenFlags=open_flags"),
        new("Sonde.Bpf.ObjectIdAttributes", "union bpf_attr", true, "Id=start_id NextId=next_id OpenFlags=open_flags"),
        new("Sonde.Bpf.InfoAttributes", "union bpf_attr", true, "Fd=info.bpf_fd Length=info.info_len Info=info.info"),
        new("Sonde.Bpf.ObjectInfoAttributes", "union bpf_attr", true, "Fd=info.bpf_fd InfoLength=info.info_len Info=info.info"),
        new("Sonde.Bpf.StatisticsAttributes", "union bpf_attr", true, "Type=enable_stats.type"),
        new("Sonde.Bpf.MapFreezeAttributes", "union bpf_attr", true, "MapFd=map_fd"),
        new("Sonde.Bpf.MapCreateAttributes", "union bpf_attr", true, """
            Type=map_type KeySize=key_size ValueSize=value_size MaxEntries=max_entries Flags=map_flags InnerMapFd=inner_map_fd BtfFd=btf_fd
            BtfKeyTypeId=btf_key_type_id BtfValueTypeId=btf_value_type_id KernelValueTypeId=btf_vmlinux_value_type_id Extra=map_extra
            """),
        new("Sonde.Bpf.ProgramLoadAttributes", "union bpf_attr", true, """
            Type=prog_type InstructionCount=insn_cnt Instructions=insns License=license LogLevel=log_level LogSize=log_size Log=log_buf
            Flags=prog_flags ExpectedAttachType=expected_attach_type AttachBtfId=attach_btf_id
            """),
        new("Sonde.Bpf.BtfLoadAttributes", "union bpf_attr", true, "Btf=btf Log=btf_log_buf BtfSize=btf_size LogSize=btf_log_size LogLevel=btf_log_level"),

        // What the kernel writes: it fills what both know.
        new("Sonde.Bpf.ProgramInfoData", "struct bpf_prog_info", false, """
            Type=type Id=id Tag=tag JitedLength=jited_prog_len TranslatedLength=xlated_prog_len JitedInstructions=jited_prog_insns
            TranslatedInstructions=xlated_prog_insns LoadTime=load_time CreatedByUser=created_by_uid MapIdCount=nr_map_ids MapIds=map_ids
            Name=name InterfaceIndex=ifindex BtfId=btf_id RunTime=run_time_ns RunCount=run_cnt RecursionMisses=recursion_misses
            VerifiedInstructions=verified_insns AttachBtfObjectId=attach_btf_obj_id AttachBtfTypeId=attach_btf_id Flags=(none)
            """),
        new("Sonde.Bpf.LinkInfoData", "struct bpf_link_info", false, """
            Type=type Id=id ProgramId=prog_id
            TargetName=iter.target_name TargetNameLength=iter.target_name_len IteratorMapId=iter.map.map_id IteratorCgroupId=iter.cgroup.cgroup_id
            IteratorThreadId=iter.task.tid IteratorProcessId=iter.task.pid RawTracepointCookie=raw_tracepoint.cookie
            TracingAttachType=tracing.attach_type TracingObjectId=tracing.target_obj_id TracingTypeId=tracing.target_btf_id TracingCookie=tracing.cookie
            CgroupId=cgroup.cgroup_id CgroupAttachType=cgroup.attach_type NamespaceInode=netns.netns_ino InterfaceIndex=xdp.ifindex
            MapId=struct_ops.map_id AttachType=netns.attach_type
            NetfilterFamily=netfilter.pf NetfilterHook=netfilter.hooknum NetfilterPriority=netfilter.priority
            KprobeAddresses=kprobe_multi.addrs KprobeCount=kprobe_multi.count KprobeFlags=kprobe_multi.flags KprobeMissed=kprobe_multi.missed
            KprobeCookies=kprobe_multi.cookies
            UprobePath=uprobe_multi.path UprobeOffsets=uprobe_multi.offsets UprobeCookies=uprobe_multi.cookies
            UprobePathLength=uprobe_multi.path_size UprobeCount=uprobe_multi.count UprobeFlags=uprobe_multi.flags UprobeProcessId=uprobe_multi.pid
            PerfEventKind=perf_event.type PerfEventName=perf_event.kprobe.func_name PerfEventConfig=perf_event.event.config
            PerfEventNameLength=perf_event.kprobe.name_len PerfEventType=perf_event.event.type PerfEventOffset=perf_event.kprobe.offset
            PerfEventAddress=perf_event.kprobe.addr PerfEventMissed=perf_event.kprobe.missed PerfEventCookie=perf_event.uprobe.cookie
            PerfEventKprobeCookie=perf_event.kprobe.cookie
            """),
        new("Sonde.Bpf.BtfInfoData", "struct bpf_btf_info", false, "Data=btf DataLength=btf_size Id=id Name=name NameLength=name_len IsKernel=kernel_btf"),
        new("Sonde.Bpf.MapInfoData", "struct bpf_map_info", false, """
            Type=type Id=id KeySize=key_size ValueSize=value_size MaxEntries=max_entries Flags=map_flags Name=name InterfaceIndex=ifindex
            KernelValueTypeId=btf_vmlinux_value_type_id NetworkNamespaceDevice=netns_dev NetworkNamespaceInode=netns_ino BtfId=btf_id
            KeyTypeId=btf_key_type_id ValueTypeId=btf_value_type_id Extra=map_extra
            """),
        new("Sonde.Bpf.IteratorInfo", "union bpf_iter_link_info", false, """
            MapFd=map.map_fd CgroupOrder=cgroup.order CgroupFd=cgroup.cgroup_fd CgroupId=cgroup.cgroup_id ThreadId=task.tid ProcessId=task.pid
            ProcessFd=task.pid_fd
            """),

        new("Sonde.Bpf.BpfBuildIdFrame", "struct bpf_stack_build_id", false, "_status=status _buildId=(none) _offset=offset"),

        // libbpf takes a shorter structure by its size.
        new("Sonde.Bpf.Libbpf+ObjectOpenOptions", "struct bpf_object_open_opts", true, "Size=sz ObjectName=object_name"),
        new("Sonde.Bpf.Libbpf+ProgramLoadOptions", "struct bpf_prog_load_opts", true, """
            Size=sz Attempts=attempts ExpectedAttachType=expected_attach_type BtfFd=prog_btf_fd Flags=prog_flags InterfaceIndex=prog_ifindex
            KernelVersion=kern_version AttachBtfId=attach_btf_id AttachProgramFd=attach_prog_fd
            """),
        new("Sonde.Bpf.Libbpf+MapCreateOptions", "struct bpf_map_create_opts", true, """
            Size=sz BtfFd=btf_fd KeyTypeId=btf_key_type_id ValueTypeId=btf_value_type_id KernelValueTypeId=btf_vmlinux_value_type_id
            InnerMapFd=inner_map_fd Flags=map_flags Extra=map_extra NumaNode=numa_node InterfaceIndex=map_ifindex
            """),
        new("Sonde.Bpf.Libbpf+UsdtOptions", "struct bpf_usdt_opts", true, "Size=sz Cookie=usdt_cookie"),
        new("Sonde.Bpf.Libbpf+TrafficHook", "struct bpf_tc_hook", true, "Size=sz InterfaceIndex=ifindex AttachPoint=attach_point Parent=parent"),
        new("Sonde.Bpf.Libbpf+TrafficOptions", "struct bpf_tc_opts", true, """
            Size=sz ProgramFd=prog_fd Flags=flags ProgramId=prog_id Handle=handle Priority=priority
            """),

        // Sonde.Kernel
        new("Sonde.Kernel.BpfProgramImage", "struct bpf_prog_info", true, """
            Name=name FunctionCount=nr_jited_ksyms FunctionLengthCount=nr_jited_func_lens Functions=jited_ksyms FunctionLengths=jited_func_lens
            BtfId=btf_id LineCount=nr_line_info Lines=line_info LineAddresses=jited_line_info LineAddressCount=nr_jited_line_info
            LineSize=line_info_rec_size LineAddressSize=jited_line_info_rec_size
            """),
        new("Sonde.Kernel.Libc+OpenHow", "struct open_how", false, "Flags=flags Mode=mode Resolve=resolve"),
        new("Sonde.Kernel.Libc+StatXData", "struct statx", false, """
            UserId=stx_uid Mode=stx_mode Inode=stx_ino Size=stx_size ModifiedSeconds=stx_mtime.tv_sec ModifiedNanoseconds=stx_mtime.tv_nsec
            DeviceMajor=stx_dev_major DeviceMinor=stx_dev_minor
            """),
        new("Sonde.Kernel.Libc+ResourceLimit", "struct rlimit", false, "Soft=rlim_cur Hard=rlim_max"),
        new("Sonde.Kernel.Libc+TimerSetting", "struct itimerspec", false, """
            IntervalSeconds=it_interval.tv_sec IntervalNanoseconds=it_interval.tv_nsec Seconds=it_value.tv_sec Nanoseconds=it_value.tv_nsec
            """),
        new("Sonde.Kernel.PerfEventAttributes", "struct perf_event_attr", true, """
            Type=type Size=size Config=config SamplePeriod=sample_period SampleFields=sample_type ReadFormat=read_format Flags=(none)
            Wakeup=wakeup_events BreakpointType=bp_type Config1=config1 Config2=config2 BranchSampleType=branch_sample_type
            UserRegisters=sample_regs_user UserStackSize=sample_stack_user ClockId=clockid InterruptRegisters=sample_regs_intr
            AuxWatermark=aux_watermark MaxStack=sample_max_stack AuxSampleSize=aux_sample_size AuxAction=aux_action SignalData=sig_data Config3=config3
            """),
    ];
}
